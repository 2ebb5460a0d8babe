namespace LoadProbe.Core;

/// <summary>What one step did over any number of snapshots.</summary>
public sealed class StepFigures(string journey, string step)
{
    private readonly SortedDictionary<Outcome, long> _outcomes = [];
    private readonly SortedDictionary<Phase, LatencyHistogram> _phases = [];
    private readonly SortedDictionary<Outcome, string> _examples = [];

    public string Journey { get; } = journey;
    public string Step { get; } = step;
    public long Completed { get; private set; }
    public long Failed { get; private set; }
    public LatencyHistogram Response { get; } = new();
    public LatencyHistogram Service { get; } = new();
    public IReadOnlyDictionary<Outcome, long> Outcomes => _outcomes;

    /// <summary>The phases that were seen, in the order of time.</summary>
    public IReadOnlyDictionary<Phase, LatencyHistogram> Phases => _phases;

    /// <summary>The first failure of each outcome that was told in words.</summary>
    public IReadOnlyDictionary<Outcome, string> Examples => _examples;

    public void Add(StepSnapshot snapshot)
    {
        Completed += snapshot.Completed;
        Failed += snapshot.Failed;
        Response.Add(snapshot.Response);
        Service.Add(snapshot.Service);
        foreach ((Phase phase, PackedHistogram times) in snapshot.Phases) Times(phase).Add(times);
        foreach ((Outcome outcome, string example) in snapshot.Examples) _examples.TryAdd(outcome, example);
        foreach ((Outcome outcome, long count) in snapshot.Outcomes) _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + count;
    }

    /// <summary>Adds those of other snapshots.</summary>
    public void Add(StepFigures other)
    {
        Completed += other.Completed;
        Failed += other.Failed;
        Response.Add(other.Response);
        Service.Add(other.Service);
        foreach ((Phase phase, LatencyHistogram times) in other._phases) Times(phase).Add(times);
        foreach ((Outcome outcome, string example) in other._examples) _examples.TryAdd(outcome, example);
        foreach ((Outcome outcome, long count) in other._outcomes) _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + count;
    }

    private LatencyHistogram Times(Phase phase)
    {
        if (!_phases.TryGetValue(phase, out LatencyHistogram? times)) _phases[phase] = times = new LatencyHistogram();
        return times;
    }
}
