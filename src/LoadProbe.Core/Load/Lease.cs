namespace LoadProbe.Core;

/// <summary>
/// The right to fire, a few seconds long, carrying the whole desired state, so that a lost one is mended by the next.
/// Not renewed = stop.
/// </summary>
public sealed record Lease
{
    /// <summary>How long a right lasts that says nothing else: with 250 ms between leases, the loss of one broker of three (2 s) does not end a run.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(3);

    public required string Run { get; init; }

    /// <summary>Rises when another controller leads; leases of a lower one are refused.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>Rises with each lease of an epoch; older ones are refused.</summary>
    public required long Sequence { get; init; }

    public required LeasePhase Phase { get; init; }

    /// <summary>When arrival time zero is; null before the start is set.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>
    /// The load decided on so far, in a search for the limit or when a person has changed the rate: what has come due of it stays
    /// as it was. Null = the scenario's own.
    /// </summary>
    public IReadOnlyList<LoadPhase>? Load { get; init; }

    /// <summary>What the agent runs; it only grows. Null = the segment that was ordered, from the start.</summary>
    public IReadOnlyList<Share>? Shares { get; init; }

    /// <summary>Arrivals of all agents that may be sent in any second, at the most: each share has its part. Null = no ceiling.</summary>
    public double? RateCeiling { get; init; }

    /// <summary>The part of what is due that is sent, 0 to 1; the rest is dropped as held.</summary>
    public double Throttle { get; init; } = 1;

    /// <summary>With <see cref="Load"/>: more phases may follow.</summary>
    public bool More { get; init; }

    /// <summary>No arrival after this, whatever else is said.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>How long the right lasts from the moment it is received, on the receiver's own clock.</summary>
    public TimeSpan TimeToLive { get; init; } = Life;
}
