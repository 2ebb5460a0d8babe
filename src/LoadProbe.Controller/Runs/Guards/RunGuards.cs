namespace LoadProbe.Controller;

/// <summary>All that watches a run: thresholds on its own figures, the customers' probes, and what is asked of a Prometheus.</summary>
internal sealed class RunGuards
{
    private readonly List<ProbeWatch> _probes;
    private readonly SlidingFigures _seconds;

    /// <param name="scenario">Whose they are.</param>
    /// <param name="created">From here on probes have to be heard.</param>
    public RunGuards(Scenario scenario, DateTimeOffset created)
    {
        Thresholds = ThresholdWatch.Of(scenario);
        _seconds = new SlidingFigures(ThresholdWatch.Longest(Thresholds));
        _probes = [.. scenario.Guards.Where(g => g.Probe is not null).Select(g => new ProbeWatch(g, scenario.Watched.First(p => p.Name == g.Probe), created))];
        Queries = [.. scenario.Guards.Where(g => g.Prometheus is not null).Select(g => new QueryWatch(g))];
    }

    public IReadOnlyList<QueryWatch> Queries { get; }

    public IReadOnlyList<ThresholdWatch> Thresholds { get; }

    /// <summary>Each Prometheus that is asked has said that all is well.</summary>
    public bool AreReady => Queries.All(q => q.IsReady);

    public IReadOnlyList<GuardReading> Readings() => [.. Thresholds.Select(GuardReading.Of), .. _probes.Select(p => p.Reading()), .. Queries.Select(q => q.Reading())];

    public void Add(Snapshot snapshot) => _seconds.Add(snapshot);

    /// <summary>The newest second, by all thresholds.</summary>
    public IReadOnlyList<GuardSign> Judge(RunFigures whole, Snapshot newest) => [.. Thresholds.Select(t => Sign(t, t.Judge(_seconds, whole, newest))).OfType<GuardSign>()];

    /// <summary>A dial, by all guards of its probe.</summary>
    public IReadOnlyList<GuardSign> Hear(ProbeResult result, DateTimeOffset now) => [.. _probes.Select(p => p.Hear(result, now)).OfType<GuardSign>()];

    /// <summary>Load begins: from here on probes have to be heard.</summary>
    public void Begin(DateTimeOffset at)
    {
        foreach (ProbeWatch probe in _probes) probe.Begin(at);
    }

    /// <summary>Who has not been heard of for too long, in words; null = nobody.</summary>
    /// <param name="isPressed">Load is sent: before that only who is asked is missed.</param>
    public string? Silent(DateTimeOffset now, bool isPressed) =>
        Queries.Select(q => q.Silent(now)).FirstOrDefault(r => r is not null) is { } silent ? silent : isPressed ? _probes.Select(p => p.Silent(now)).FirstOrDefault(r => r is not null) : null;

    public void End(RunFigures whole, TimeSpan span)
    {
        foreach (ThresholdWatch watch in Thresholds) watch.End(whole, span);
    }

    private static GuardSign? Sign(ThresholdWatch watch, GuardLevel? level) =>
        level is { } known ? new GuardSign(watch.Threshold.Text, watch.Kind, watch.Action, watch.Threshold.Dwell, known, watch.Last?.ToString() ?? watch.Threshold.Text) : null;
}
