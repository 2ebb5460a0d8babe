namespace LoadProbe.Definitions;

/// <summary>
/// Definition files to records. Opens no connection, reads only the files named and those they name, and reports every
/// mistake of a file at once; a file that cannot be used is a mistake, never an exception.
/// </summary>
public static class DefinitionFiles
{
    /// <summary>A probe, or a journey: the same file without <c>every</c>.</summary>
    public static Loaded<Probe> LoadProbe(string path, LoadOptions? options = null)
    {
        var sources = new Sources();
        return new ProbeReader(sources, options ?? new LoadOptions()).Read(sources.Read(path));
    }

    /// <summary>A scenario with its journeys and the probes that its guards watch.</summary>
    public static Loaded<Scenario> LoadScenario(string path, LoadOptions? options = null)
    {
        var sources = new Sources();
        return new ScenarioReader(sources, options ?? new LoadOptions()).Read(sources.Read(path));
    }

    /// <summary>A targets.yaml.</summary>
    public static Loaded<IReadOnlyList<Target>> LoadTargets(string path) => Targets(new Sources().Read(path));

    /// <summary>The targets.yaml that files of a folder are read with, there or in up to six above it; null = there is none.</summary>
    public static string? TargetsAbove(string folder) => Sources.Find(folder, TargetFile.Name);

    /// <summary>An agent's own limits.</summary>
    public static Loaded<AgentLimits> LoadLimits(string path) => Limits(new Sources().Read(path));

    /// <summary>A receivers.yaml.</summary>
    public static Loaded<AlertRules> LoadReceivers(string path) => Receivers(new Sources().Read(path));

    /// <summary>A blackbox_exporter's configuration file, unchanged; docs/blackbox.md says what is read and what is refused.</summary>
    public static Loaded<BlackboxModules> LoadBlackbox(string path) => BlackboxFile.Load(path);

    /// <summary>An OpenAPI document, JSON or YAML; docs/importing.md says what is made of it.</summary>
    public static Loaded<ApiDescription> LoadOpenApi(string path) => OpenApiFile.Load(path);

    /// <summary>
    /// Files, and the YAML files under folders; what each is, its content says. Good files load even when others are bad.
    /// </summary>
    /// <returns>Files = how many were looked at; mistakes in the order of files and lines; alerts = null when no file says who is told of them.</returns>
    public static (IReadOnlyList<Probe> Probes, IReadOnlyList<Scenario> Scenarios, IReadOnlyList<Mistake> Mistakes, int Files, AlertRules? Alerts) LoadAll(IEnumerable<string> paths, LoadOptions? options = null)
    {
        options ??= new LoadOptions();
        var sources = new Sources();
        var mistakes = new Mistakes();
        var probes = new List<Probe>();
        var scenarios = new List<Scenario>();
        var alerts = new List<AlertRules>();
        string[] files = [.. paths.SelectMany(p => Expand(p, mistakes)).DistinctBy(Sources.Full)];
        foreach (Source source in files.Select(sources.Read))
        {
            if (source.Root is not { } root) mistakes.Add(source.Mistakes);
            else if (ProbeReader.LooksLike(root)) Add(new ProbeReader(sources, options).Read(source), probes, mistakes);
            else if (ScenarioReader.LooksLike(root)) Add(new ScenarioReader(sources, options).Read(source), scenarios, mistakes);
            else if (LimitsFile.LooksLike(root) || Path.GetFileName(source.Path) == LimitsFile.Name) mistakes.Add(Limits(source).Mistakes);
            else if (ReceiversFile.LooksLike(root) || Path.GetFileName(source.Path) == ReceiversFile.Name) Add(Receivers(source), alerts, mistakes);
            else if (CalendarFile.LooksLike(root)) CalendarFile.Read(source, mistakes);
            else if (TargetFile.LooksLike(root) || Path.GetFileName(source.Path) == TargetFile.Name) mistakes.Add(Targets(source).Mistakes);
            else mistakes.Add(source.Start, "not a definition: a probe or journey has steps, a scenario has mix and load, a file of targets has mappings with an address, one of limits has egress, one of receivers has receivers, a calendar has sessions");
        }

        BenchmarkGroups.Check(probes, mistakes);
        foreach (AlertRules again in alerts.Skip(1)) mistakes.Add(again.At, $"{alerts[0].At.File} says who is told of incidents: keep one of the two files");
        return (probes, scenarios, mistakes.Sorted(), files.Length, alerts.FirstOrDefault());
    }

    private static IReadOnlyList<string> Expand(string path, Mistakes mistakes)
    {
        if (!Directory.Exists(path)) return [path];
        IReadOnlyList<string> files = YamlFiles.Under(path);
        if (files.Count == 0) mistakes.Add(new Place(path, 1, 1), "no *.yaml or *.yml file in this folder");
        return files;
    }

    private static void Add<T>(Loaded<T> loaded, List<T> good, Mistakes mistakes)
        where T : class
    {
        mistakes.Add(loaded.Mistakes);
        if (loaded.Value is { } value) good.Add(value);
    }

    private static Loaded<IReadOnlyList<Target>> Targets(Source source)
    {
        var mistakes = new Mistakes();
        mistakes.Add(source.Mistakes);
        IReadOnlyList<Target> targets = TargetFile.Read(source, mistakes);
        return new Loaded<IReadOnlyList<Target>>(mistakes.Count == 0 ? targets : null, mistakes.Sorted());
    }

    private static Loaded<AgentLimits> Limits(Source source)
    {
        var mistakes = new Mistakes();
        mistakes.Add(source.Mistakes);
        AgentLimits? limits = LimitsFile.Read(source, mistakes);
        return new Loaded<AgentLimits>(mistakes.Count == 0 ? limits : null, mistakes.Sorted());
    }

    private static Loaded<AlertRules> Receivers(Source source)
    {
        var mistakes = new Mistakes();
        mistakes.Add(source.Mistakes);
        AlertRules? rules = ReceiversFile.Read(source, mistakes);
        return new Loaded<AlertRules>(mistakes.Count == 0 ? rules : null, mistakes.Sorted());
    }
}
