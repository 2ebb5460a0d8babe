namespace LoadProbe.Core;

/// <summary>What one step of one journey did in a second.</summary>
public sealed record StepSnapshot
{
    public required string Journey { get; init; }
    public required string Step { get; init; }
    public required long Completed { get; init; }
    public required long Failed { get; init; }
    public required IReadOnlyDictionary<Outcome, long> Outcomes { get; init; }
    public required PackedHistogram Response { get; init; }
    public required PackedHistogram Service { get; init; }

    /// <summary>The phases that were seen.</summary>
    public IReadOnlyDictionary<Phase, PackedHistogram> Phases { get; init; } = new Dictionary<Phase, PackedHistogram>();

    /// <summary>One failure in words, for some of the outcomes.</summary>
    public IReadOnlyDictionary<Outcome, string> Examples { get; init; } = new Dictionary<Outcome, string>();
}
