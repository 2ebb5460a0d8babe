using System.Runtime.CompilerServices;

namespace LoadProbe.Definitions;

/// <summary>
/// Bundles of definition files. Packing loads a definition once more and takes along every file that was read for it;
/// opening writes the files below a folder and loads from there, and sees no other file.
/// </summary>
/// <param name="options">What the command line says over the files that are packed.</param>
/// <param name="folder">Where bundles are opened; what is in it goes with the end of this.</param>
/// <param name="secrets">Of the machine that opens them: a scenario whose secrets it has not is of no use there; null = not asked.</param>
public sealed class FileBundles(LoadOptions options, string folder, SecretStore? secrets = null) : IBundles, IDisposable
{
    private readonly Lock _turn = new();
    private readonly BundleFolder _opened = new(folder);
    private readonly ConditionalWeakTable<object, Packed> _packed = [];

    // Which scenario a probe is watched by: that one may say other values over its file.
    private readonly ConditionalWeakTable<Probe, Scenario> _watchers = [];

    public DefinitionBundle? Pack(Scenario scenario, out string? fault)
    {
        lock (_turn)
        {
            foreach (Probe watched in scenario.Watched) _watchers.AddOrUpdate(watched, scenario);
            return Pack([(scenario, new BundleRoot(Path.GetFullPath(scenario.At.File)))], out fault);
        }
    }

    public DefinitionBundle? Pack(IReadOnlyList<Probe> probes, out string? fault)
    {
        lock (_turn)
        {
            return Pack([.. probes.Select(p => _watchers.TryGetValue(p, out Scenario? watcher)
                ? ((object)watcher, new BundleRoot(Path.GetFullPath(watcher.At.File), p.Name))
                : (p, new BundleRoot(Path.GetFullPath(p.At.File))))], out fault);
        }
    }

    public Scenario? OpenScenario(DefinitionBundle bundle, out string? fault)
    {
        fault = "the bundle is of probes, and a scenario was expected";
        if (bundle.Roots is not [{ Watched: null } root]) return null;
        Scenario? scenario = Open(bundle, root, DefinitionFiles.LoadScenario, out fault);
        if (scenario?.Journeys.SelectMany(j => secrets?.MissingSecrets(j) ?? []).FirstOrDefault() is not { } missing) return scenario;
        fault = $"{missing}";
        return null;
    }

    public IReadOnlyList<Probe>? OpenProbes(DefinitionBundle bundle, out string? fault)
    {
        fault = null;
        var probes = new List<Probe>();
        foreach (BundleRoot root in bundle.Roots)
        {
            Probe? probe = root.Watched is { } name
                ? Open(bundle, root, DefinitionFiles.LoadScenario, out string? mistake)?.Watched.FirstOrDefault(p => p.Name == name)
                : Open(bundle, root, DefinitionFiles.LoadProbe, out mistake);
            if (probe is not null) probes.Add(probe);
            else fault ??= mistake ?? $"{root.File} watches no probe {Quote.Of(root.Watched ?? "")}";
        }

        return fault is null || probes.Count > 0 ? probes : null;
    }

    public void Dispose() => _opened.Clear();

    private DefinitionBundle? Pack(IReadOnlyList<(object Definition, BundleRoot Root)> definitions, out string? fault)
    {
        fault = null;
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach ((object definition, BundleRoot root) in definitions)
        {
            if (!_packed.TryGetValue(definition, out Packed? packed))
            {
                packed = Read(definition, root.File, out fault);
                if (packed is null) return null;
                _packed.Add(definition, packed);
            }

            foreach ((string path, byte[] content) in packed.Files) files[path] = content;
        }

        string home = Common(files.Keys);
        return new DefinitionBundle
        {
            Roots = [.. definitions.Select(d => d.Root with { File = Inside(d.Root.File) })],
            Files = [.. files.Select(f => new BundledFile(Inside(f.Key), f.Value))],
            Variables = options.Variables,
            Target = options.Target,
        };

        string Inside(string path) => Path.GetRelativePath(home, path).Replace('\\', '/');
    }

    private Packed? Read(object definition, string path, out string? fault)
    {
        using var reach = new Reach();
        IReadOnlyList<Mistake> mistakes = definition is Scenario ? DefinitionFiles.LoadScenario(path, options).Mistakes : DefinitionFiles.LoadProbe(path, options).Mistakes;
        fault = mistakes.Count == 0 ? null : $"{mistakes[0]}";
        if (fault is not null) return null;
        try
        {
            return new Packed([.. reach.Read.Select(f => (f, File.ReadAllBytes(f)))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = $"{path}: {Quote.Line(e.Message)}";
            return null;
        }
    }

    private T? Open<T>(DefinitionBundle bundle, BundleRoot root, Func<string, LoadOptions?, Loaded<T>> load, out string? fault)
        where T : class
    {
        lock (_turn)
        {
            if (_opened.Write(bundle, out fault) is not { } home) return null;
            using var reach = new Reach(home);
            Loaded<T> loaded = load(Path.Combine(home, root.File), new LoadOptions { Target = bundle.Target, Variables = bundle.Variables });
            if (loaded.Mistakes.Count > 0) fault = $"{loaded.Mistakes[0]}";
            return loaded.Value;
        }
    }

    // The deepest folder that holds all of them.
    private static string Common(IReadOnlyCollection<string> paths)
    {
        string home = Path.GetDirectoryName(paths.FirstOrDefault()) ?? "";
        foreach (string path in paths)
        {
            while (!path.StartsWith(home.EndsWith('/') ? home : home + Path.DirectorySeparatorChar, StringComparison.Ordinal)) home = Path.GetDirectoryName(home)!;
        }

        return home;
    }

    private sealed record Packed(IReadOnlyList<(string Path, byte[] Content)> Files);
}
