namespace LoadProbe.Definitions;

/// <summary>A scenario file, with the journeys it presses and the probes it watches, to its record.</summary>
internal sealed class ScenarioReader
{
    private readonly TargetChoice _targets;
    private readonly AfterReader _after;
    private readonly ShadowReader _shadow;
    private readonly TrackReader _tracks;
    private readonly GuardReader _guards;
    private readonly WindowReader _window;
    private readonly LoadOptions _options;

    public ScenarioReader(Sources sources, LoadOptions options)
    {
        var probes = new ProbeReader(sources, options);
        _targets = new TargetChoice(sources, options);
        var mix = new MixReader(sources, probes);
        _after = new AfterReader(mix);
        _shadow = new ShadowReader(mix);
        _tracks = new TrackReader(mix);
        _guards = new GuardReader(sources, probes);
        _window = new WindowReader(sources);
        _options = options;
    }

    public static bool LooksLike(MappingNode root) => root["mix"] is not null || root["load"] is not null || root["tracks"] is not null;

    public Loaded<Scenario> Read(Source source)
    {
        if (source.Root is not { } root) return new Loaded<Scenario>(null, source.Mistakes);
        if (!LooksLike(root) && ProbeReader.LooksLike(root)) return new Loaded<Scenario>(null, [new Mistake(source.Start, "a probe or journey, and a scenario was expected: those have mix and load")]);
        var mistakes = new Mistakes();
        mistakes.Add(source.Mistakes);
        Scenario? scenario = Read(Fields.Of(root, "the file", ScenarioKeys.Scenario, mistakes), source);
        return new Loaded<Scenario>(mistakes.Count == 0 ? scenario : null, mistakes.Sorted());
    }

    private Scenario? Read(Fields fields, Source source)
    {
        Mistakes mistakes = fields.Mistakes;
        string name = ProbeReader.Name(fields, source);
        fields.Text("description");
        Target? named = _targets.Read(fields["target"], source, mistakes);
        var over = new Overrides { Target = named, Variables = VariableReader.Own(fields, new Scope(mistakes)) };
        int before = mistakes.Count;
        IReadOnlyList<(Fields Fields, IReadOnlyList<WeightedJourney> Mix)> mixes = _tracks.Mixes(fields, source.Folder, over);
        IReadOnlyList<WeightedJourney> mix = [.. mixes.SelectMany(m => m.Mix)];
        Target? target = named ?? Common(fields, mix);
        IReadOnlyList<Track> tracks = TrackReader.Read(fields, mixes, target, source.Folder);
        IReadOnlyList<Threshold> thresholds = Thresholds(fields);
        (IReadOnlyList<Guard> guards, IReadOnlyList<Probe> watched) = _guards.Read(fields, source.Folder, ProbeFolders(source, mix), over with { Target = null });
        if (mix.Count > 0 && mistakes.Count == before) CheckNames(fields, mix, thresholds, guards);
        RunWindow? window = fields["window"] is { } when ? _window.Read(when, source.Folder, mistakes) : null;
        RunSchedule? schedule = fields["schedule"] is { } due ? ScheduleReader.Read(due, window, mistakes) : null;
        After after = _after.Read(fields["after"], source.Folder, mix, watched, over with { Target = target }, mistakes);
        Mark? mark = MarkReader.Read(fields["mark"], mistakes);
        ShadowProof? shadow = fields["shadow"] is { } proved ? _shadow.Read(proved, source.Folder, mix, over with { Target = target }, mistakes) : null;
        if (shadow is not null && (mark ?? target?.Mark ?? Mark.Standard).Header is null) mistakes.Add(fields["shadow"]!.At, "shadow beside requests that carry no mark: the target cannot keep them apart; leave mark: none out");
        TimeSpan drain = fields.Duration("drain", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.FromSeconds(5);
        int inFlight = InFlight(fields, target);
        Fields? agents = fields["agents"] is { } who ? Fields.Of(who, "agents", ScenarioKeys.Agents, mistakes) : null;
        if (target is null) return null;
        var scenario = new Scenario
        {
            Name = name, At = source.Start, Target = target, Tracks = tracks, Thresholds = thresholds, Watched = watched,
            Guards = StandardGuards.Behind(guards, thresholds, target, mix.Select(m => m.Journey)),
            MaxInFlight = inFlight, Drain = drain, Mark = mark ?? target.Mark ?? Mark.Standard, Window = window, Schedule = schedule, After = after, Shadow = shadow, MostRate = fields.Has("most_rate") ? new LoadCaps(target).Rate(fields, "most_rate") : null,
            RateCeiling = fields.Has("ceiling") ? new LoadCaps(target).Rate(fields, "ceiling") : null,
            AgentsAtLeast = agents?.Whole("at_least", 1, ScenarioKeys.MostAgents), AgentLost = agents?.Choice("lost", ScenarioKeys.LossWords) ?? AgentLoss.Shrink,
        };
        CheckSearch(fields, scenario);
        CheckCeiling(fields, scenario);
        if (scenario.AgentLost == AgentLoss.Redistribute && scenario.Tracks.SelectMany(t => t.Load).Any(p => p is not (OpenPhase or Pause))) mistakes.Add(agents!["lost"]!.At, "lost: redistribute is for arrivals: what the users or the search of a lost agent did is not known to the others; write shrink or abort");
        return CustomerReader.Read(fields, scenario);
    }

    // Caps and policies are a target's: pressure on two at once would be under neither.
    private static Target? Common(Fields fields, IReadOnlyList<WeightedJourney> mix)
    {
        Target[] targets = [.. mix.Select(m => m.Journey.Target).DistinctBy(t => (t.Name, t.Address))];
        if (targets.Length > 1) fields.Mistakes.Add((fields["mix"] ?? fields["tracks"])!.At, $"the journeys have different targets, {Quote.List(targets.Select(t => t.Name))}: name the one to press with target");
        return targets.FirstOrDefault();
    }

    private static IReadOnlyList<Threshold> Thresholds(Fields fields)
    {
        var thresholds = new List<Threshold>();
        foreach (Node item in fields.Items("thresholds"))
        {
            if (Scalars.Sentence(item, "a threshold", fields.Mistakes) is not { } text) continue;
            if (Threshold.Parse(text, out string? fault) is { } threshold) thresholds.Add(threshold);
            else fields.Mistakes.Add(item.At, Quote.Line(fault!));
        }

        return thresholds;
    }

    private static void CheckNames(Fields fields, IReadOnlyList<WeightedJourney> mix, IReadOnlyList<Threshold> thresholds, IReadOnlyList<Guard> guards)
    {
        string[] steps = [.. mix.SelectMany(m => m.Journey.Steps).Select(s => s.Name).Distinct()];
        string[] journeys = [.. mix.Select(m => m.Journey.Name).Distinct()];
        var conditions = thresholds.Zip(fields.Items("thresholds")).Concat(guards.Zip(fields.Items("guards")).Where(g => g.First.Threshold is not null).Select(g => (g.First.Threshold!, g.Second)));
        foreach ((Threshold threshold, Node at) in conditions)
        {
            if (threshold.Step is { } step && !steps.Contains(step)) fields.Mistakes.Add(at.At, $"step {Quote.Of(step)} is in no journey of the mix: {Spelling.Hint(step, steps)}Known: {Quote.List(steps)}");
            if (threshold.Journey is { } journey && !journeys.Contains(journey)) fields.Mistakes.Add(at.At, $"journey {Quote.Of(journey)} is not in the mix: {Spelling.Hint(journey, journeys)}Known: {Quote.List(journeys)}");
        }
    }

    private static void CheckCeiling(Fields fields, Scenario scenario)
    {
        double peak = Math.Max(scenario.MostRate ?? 0, new ScenarioPlan(scenario.Tracks).PeakRate);
        if (scenario.RateCeiling is { } ceiling && RateCeiling.Fault(ceiling, peak) is { } fault) fields.Mistakes.Add(fields["ceiling"]!.At, $"ceiling {Quote.Bare(fields.Text("ceiling")!)} {fault}");
    }

    // Each step of a search is judged by itself, from the first second that it is held.
    private static void CheckSearch(Fields fields, Scenario scenario)
    {
        if (scenario.Tracks.SelectMany(t => t.Load).OfType<AdaptivePhase>().FirstOrDefault() is not { } search) return;
        if (fields["warm_up"] is { } warmUp) fields.Mistakes.Add(warmUp.At, "warm_up beside a search, which leaves out the way to each step by itself: leave it out");
        foreach ((Guard guard, Node at) in scenario.Guards.Zip(fields.Items("guards")))
        {
            if (guard.Else.Returns()) fields.Mistakes.Add(at.At, "a guard that holds or backs off beside a search, whose steps would be judged by what was not sent: write else abort");
        }

        foreach ((Threshold threshold, Node at) in scenario.Thresholds.Zip(fields.Items("thresholds")))
        {
            if (threshold.Over > search.Hold) fields.Mistakes.Add(at.At, $"over {Durations.Text(threshold.Over.Value)} is longer than a step is held, {Durations.Text(search.Hold)}: make it shorter, or hold longer");
            else if (threshold is { Figure: ThresholdFigure.Rate, Below: false }) fields.Mistakes.Add(at.At, $"{Quote.Of(threshold.Text)} would fail every step below it: leave it out, the rate is what the search tells");
        }
    }

    // Those of the mix, and the folders called probes beside the scenario and above.
    private static IReadOnlyList<string> ProbeFolders(Source source, IReadOnlyList<WeightedJourney> mix) =>
        [.. mix.Select(m => Path.GetDirectoryName(m.Journey.Steps[0].At.File) ?? "").Concat(Sources.Above(source.Folder).Select(f => Path.Combine(f, "probes"))).Distinct()];

    private static int InFlight(Fields fields, Target? target)
    {
        const int standard = 2_000;
        int? cap = target?.Caps.InFlight;
        if (fields.Whole("max_in_flight", 1, 100_000) is not { } written) return Math.Min(standard, cap ?? standard);
        if (written > cap) fields.Mistakes.Add(fields["max_in_flight"]!.At, $"max_in_flight {written} is above what target {Quote.Bare(target!.Name)} agrees to, caps.in_flight {cap}: make it at most that");
        return written;
    }
}
