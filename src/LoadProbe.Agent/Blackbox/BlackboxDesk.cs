using LoadProbe.Definitions;
using LoadProbe.Metrics;

namespace LoadProbe.Agent;

/// <summary>The modules that an agent by itself answers /probe with, and what it remembers of its answers.</summary>
public sealed class BlackboxDesk
{
    private readonly Lock _reloading = new();
    private readonly string? _file;
    private readonly TimeProvider _time;
    private volatile BlackboxModules _modules;

    /// <param name="file">The blackbox.yml that the modules are from; null = there is none, and nothing to reload.</param>
    /// <param name="modules">As they were read.</param>
    /// <param name="metrics">Where it is told how reloading went.</param>
    /// <param name="time">The clock.</param>
    public BlackboxDesk(string? file, BlackboxModules modules, BlackboxMetrics metrics, TimeProvider time)
    {
        (_file, _modules, Metrics, _time) = (file, modules, metrics, time);
        Metrics.Reloaded(time.GetUtcNow());
    }

    /// <summary>What blackbox_exporter is shipped with, so much of it as needs no file.</summary>
    public static BlackboxModules Default { get; } = new([new BlackboxModule { Name = "http_2xx", Prober = BlackboxProber.Http }]);

    /// <summary>In force from now on; those who have begun go on with the ones before.</summary>
    public BlackboxModules Modules => _modules;

    public BlackboxMetrics Metrics { get; }

    public BlackboxHistory History { get; } = new();

    /// <summary>Reads the file again. With mistakes in it what was in force stays so.</summary>
    public IReadOnlyList<Mistake> Reload()
    {
        lock (_reloading)
        {
            Loaded<BlackboxModules> read = _file is null ? new(_modules, []) : DefinitionFiles.LoadBlackbox(_file);
            if (read.Value is not { } modules)
            {
                Metrics.NotReloaded();
                return read.Mistakes;
            }

            _modules = modules;
            Metrics.Reloaded(_time.GetUtcNow());
            return [];
        }
    }
}
