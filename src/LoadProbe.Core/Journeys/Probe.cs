namespace LoadProbe.Core;

/// <summary>A journey on a schedule: what is dialled, how often, from where, and when a failure counts.</summary>
public sealed record Probe
{
    public required Journey Journey { get; init; }

    public required Place At { get; init; }

    /// <summary>From one start to the next; null = a journey file, run only when asked.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Agents that run it, by label; empty = all. Each label must have one of its values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> From { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public VerdictPolicy Policy { get; init; } = new();

    /// <summary>How many of its runs have to pass; null = nobody said.</summary>
    public Slo? Slo { get; init; }

    /// <summary>When nobody is to be woken: runs then are kept, and count for nothing.</summary>
    public IReadOnlyList<RunWindow> Maintenance { get; init; } = [];

    /// <summary>The benchmark group it belongs to: the probes of one, on one's own and on rivals' targets, start at the same moment on an agent and are compared. Null = none.</summary>
    public string? Benchmark { get; init; }

    public string Name => Journey.Name;
}
