namespace LoadProbe.Core;

/// <summary>What one step of one journey did in a second.</summary>
public sealed record StepSnapshot
{
    public required string Journey { get; init; }
    public required string Step { get; init; }
    public required long Completed { get; init; }
    public required long Failed { get; init; }
    public required IReadOnlyDictionary<Outcome, long> Outcomes { get; init; }
    public required LatencyHistogram Response { get; init; }
    public required LatencyHistogram Service { get; init; }

    /// <summary>The phases that were seen.</summary>
    public IReadOnlyDictionary<Phase, LatencyHistogram> Phases { get; init; } = new Dictionary<Phase, LatencyHistogram>();

    /// <summary>One failure in words, for some of the outcomes.</summary>
    public IReadOnlyDictionary<Outcome, string> Examples { get; init; } = new Dictionary<Outcome, string>();
}
