namespace LoadProbe.Definitions;

/// <summary>A probe or journey file to its record.</summary>
internal sealed class ProbeReader(Sources sources, LoadOptions options)
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(31);

    private readonly TargetChoice _targets = new(sources, options);
    private readonly WindowReader _windows = new(sources);

    public static bool LooksLike(MappingNode root) => root["steps"] is not null;

    /// <param name="over">What a scenario says over the file.</param>
    public Loaded<Probe> Read(Source source, Overrides? over = null)
    {
        if (source.Root is not { } root) return new Loaded<Probe>(null, source.Mistakes);
        if (!LooksLike(root) && ScenarioReader.LooksLike(root)) return new Loaded<Probe>(null, [new Mistake(source.Start, "a scenario, and a probe or journey was expected: those have steps")]);
        var mistakes = new Mistakes();
        mistakes.Add(source.Mistakes);
        Fields fields = Fields.Of(root, "the file", ProbeKeys.Probe, mistakes);
        Probe? probe = Read(fields, source, over ?? new Overrides());
        return new Loaded<Probe>(mistakes.Count == 0 ? probe : null, mistakes.Sorted());
    }

    private Probe? Read(Fields fields, Source source, Overrides over)
    {
        Mistakes mistakes = fields.Mistakes;
        var scope = new Scope(mistakes);
        string name = Name(fields, source);
        fields.Text("description");
        Target? target = Target(fields, source, over.Target);
        TimeSpan? every = fields.Duration("every", ShortestInterval, LongestInterval);
        IReadOnlyDictionary<string, IStartValue> variables = VariableReader.Read(fields, over.Variables, options, scope);
        IReadOnlyList<DataTable> tables = DataReader.Read(fields, source.Folder, scope);
        IReadOnlyList<Step> steps = [];
        if (fields["steps"] is { } list) steps = StepReader.Read(list, target, scope);
        else mistakes.Add(fields.At, "no steps: write for instance steps: [{ get: / }]");

        bool inBrowser = steps.Any(s => s.Kind == StepKind.Browser);
        if (inBrowser && target?.Proxy is not null) mistakes.Add(steps[0].At, "the target is reached through a proxy, and browser steps do not go through one: give them a target without it");
        TimeSpan timeout = Timeout(fields, every, inBrowser);
        foreach (Step step in steps)
        {
            if (fields.Has("timeout") && step.Timeout > timeout) mistakes.Add(step.At, $"step {Quote.Of(step.Name)} has timeout {Scalars.Plain(step.Timeout.Value)}, longer than the journey's {Scalars.Plain(timeout)}: make it shorter");
            if (step is HttpStep http) TimeoutsReader.Check(http, timeout, mistakes);
        }

        BrowserSettings? settings = BrowserSettingsReader.Read(fields, inBrowser, steps.Count > 0);
        VerdictPolicy policy = fields["verdict"] is { } verdict ? PolicyReader.Read(verdict, timeout, mistakes) : new VerdictPolicy();
        Slo? slo = fields["slo"] is { } wanted ? SloReader.Read(wanted, every, mistakes) : null;
        IReadOnlyList<RunWindow> maintenance = Maintenance(fields, every, source.Folder);
        IReadOnlyDictionary<string, IReadOnlyList<string>> from = From(fields);
        string? benchmark = Benchmark(fields, every);
        TimeSpan think = fields.Duration("think", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.Zero;
        if (target is null) return null;
        return new Probe
        {
            At = source.Start,
            Every = every,
            From = from,
            Policy = policy,
            Slo = slo,
            Maintenance = maintenance,
            Benchmark = benchmark,
            Journey = new Journey
            {
                Name = name, Target = target, Steps = steps, Timeout = timeout, Browser = settings, Variables = variables, Tables = tables, Think = think,
            },
        };
    }

    private static string? Benchmark(Fields fields, TimeSpan? every)
    {
        if (fields.Text("benchmark") is not { } group) return null;
        if (every is null) fields.Mistakes.Add(fields["benchmark"]!.At, "benchmark is for what runs on a schedule: say every as well, or leave it out");
        if (IsName(group)) return group;
        fields.Mistakes.Add(fields["benchmark"]!.At, "benchmark is one line of at most 100 letters, for instance quotes-page");
        return null;
    }

    private static bool IsName(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= 100 && !text.Any(char.IsControl);

    /// <summary>The name a file gives itself, or its own without the ending.</summary>
    public static string Name(Fields fields, Source source)
    {
        if (fields.Text("name") is not { } name) return source.DefaultName;
        if (!IsName(name)) fields.Mistakes.Add(fields["name"]!.At, "name is one line of at most 100 letters, for instance order-api");
        return name;
    }

    private Target? Target(Fields fields, Source source, Target? given)
    {
        Node? node = fields["target"];
        Target? own = _targets.Read(node, source, fields.Mistakes);
        if (own is null && given is null) fields.Needs("target", "target: broker (a name in targets.yaml) or target: http://127.0.0.1:8080");
        return given ?? own;
    }

    private static TimeSpan Timeout(Fields fields, TimeSpan? every, bool inBrowser)
    {
        TimeSpan standard = TimeSpan.FromSeconds(inBrowser ? 30 : 10);
        if (fields.Duration("timeout") is not { } timeout) return every < standard ? every.Value : standard;
        if (timeout > every)
        {
            string interval = Quote.Bare(fields.Text("every")!);
            fields.Mistakes.Add(fields["timeout"]!.At, $"timeout {Quote.Bare(fields.Text("timeout")!)} is longer than every {interval}: make it at most {interval}");
        }

        return timeout;
    }

    private IReadOnlyList<RunWindow> Maintenance(Fields fields, TimeSpan? every, string folder)
    {
        if (fields["maintenance"] is not { } node) return [];
        if (every is null) fields.Mistakes.Add(node.At, "maintenance is for what runs on a schedule: say every as well, or leave it out");
        IReadOnlyList<Node> windows = node is ListNode list ? list.Items : [node];
        return [.. windows.Select(w => _windows.Read(w, folder, fields.Mistakes, "maintenance")).OfType<RunWindow>()];
    }

    private static Dictionary<string, IReadOnlyList<string>> From(Fields fields)
    {
        var labels = new Dictionary<string, IReadOnlyList<string>>();
        foreach ((TextNode label, Node value) in fields.Entries("from"))
        {
            IReadOnlyList<Node> items = value is ListNode list ? list.Items : [value];
            if (items.Count == 0) fields.Mistakes.Add(value.At, $"{Quote.Bare(label.Text)} has no value: no agent would run it");
            labels[label.Text] = [.. items.Select(i => Scalars.Text(i, Quote.Bare(label.Text), fields.Mistakes)).OfType<string>()];
        }

        return labels;
    }
}
