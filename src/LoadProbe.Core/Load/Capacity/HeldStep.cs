namespace LoadProbe.Core;

/// <summary>One rate that was held, and how that went.</summary>
public sealed record HeldStep
{
    /// <summary>Arrivals a second.</summary>
    public required double Rate { get; init; }

    /// <summary>When it had been reached, from the start of the run.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>How long it was held until it was judged.</summary>
    public required TimeSpan Held { get; init; }

    /// <summary>Pass = it held; invalid = the generator could not say.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why it did not hold, or could not be judged.</summary>
    public string? Reason { get; init; }

    /// <summary>Arrivals that came due, a second.</summary>
    public required double Offered { get; init; }

    /// <summary>Journeys that ended well, a second.</summary>
    public required double Goodput { get; init; }

    /// <summary>Failed of completed, 0 to 1.</summary>
    public required double Errors { get; init; }

    public required TimeSpan ResponseP50 { get; init; }
    public required TimeSpan ResponseP99 { get; init; }

    /// <summary>Journeys under way, on average.</summary>
    public required double InFlight { get; init; }

    /// <summary>By how many journeys that grew a second.</summary>
    public required double Growth { get; init; }

    /// <summary>Each second that it was held.</summary>
    public IReadOnlyList<LoadPoint> Seconds { get; init; } = [];
}
