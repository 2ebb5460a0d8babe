namespace LoadProbe.Core;

/// <summary>What came of one run of a probe on one agent: the attempt that counts, and what it means.</summary>
public sealed record ProbeResult
{
    /// <summary>Unique to this run; a result delivered twice is stored once.</summary>
    public required Guid Id { get; init; }

    public required string Probe { get; init; }
    public required string Target { get; init; }
    public required string Agent { get; init; }
    public required JourneyResult Journey { get; init; }

    /// <summary>How many attempts were made; the last one is <see cref="Journey"/>.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Those before it, in order.</summary>
    public IReadOnlyList<EarlierAttempt> Earlier { get; init; } = [];

    /// <summary>How long after its due time the run started; null = it was not on a schedule.</summary>
    public TimeSpan? Lateness { get; init; }

    public Verdict Verdict => Journey.Outcome.Verdict();
}
