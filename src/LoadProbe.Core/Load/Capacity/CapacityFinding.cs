using System.Globalization;

namespace LoadProbe.Core;

/// <summary>What a search for the limit found.</summary>
public sealed record CapacityFinding
{
    public required CapacityEnd End { get; init; }

    /// <summary>The highest rate that held, arrivals a second; null = none.</summary>
    public double? Held { get; init; }

    /// <summary>Whether that was seen more than once, as often as was asked for.</summary>
    public bool Confirmed { get; init; }

    /// <summary>The lowest rate that did not hold; null = none.</summary>
    public double? Failed { get; init; }

    /// <summary>Why that did not hold, or why the search ended before it knew.</summary>
    public string? Reason { get; init; }

    /// <summary>A rate that had held on the way up did not after an overload: the target does not come back by itself.</summary>
    public bool Hysteresis { get; init; }

    /// <summary>All that was held, in the order of time.</summary>
    public required IReadOnlyList<HeldStep> Steps { get; init; }

    public Verdict Verdict => End switch
    {
        CapacityEnd.Limited or CapacityEnd.NotLimited => Verdict.Pass,
        CapacityEnd.NoneHeld or CapacityEnd.NotRecovered => Verdict.Fail,
        _ => Verdict.Invalid,
    };

    /// <summary>What the target would do with more, by the steps that held; null when those are too few to say.</summary>
    public ScalabilityFit? Scalability() => ScalabilityFit.Of([.. Steps.Where(s => s.Verdict == Verdict.Pass).Select(s => s.Seconds)]);

    /// <summary>One line for a person.</summary>
    public override string ToString()
    {
        string held = Held is { } h ? $"holds {Rate(h)}{(Confirmed ? ", confirmed" : "")}" : "holds no rate that was tried";
        string after = Hysteresis ? "; after an overload it did not hold what it had held before" : "";
        return End switch
        {
            CapacityEnd.Limited => $"{held}; at {Rate(Failed!.Value)} {Reason}{after}",
            CapacityEnd.NotLimited => $"not limited up to {Rate(Held!.Value)}",
            CapacityEnd.NoneHeld => $"{held}; at {Rate(Failed!.Value)} {Reason}{after}",
            CapacityEnd.NotRecovered => $"{held}; at {Rate(Failed!.Value)} it failed, and {Reason}",
            CapacityEnd.Invalid => $"invalid: {Reason}; {held}",
            _ => $"stopped: {Reason}; {held} so far{after}",
        };
    }

    private static string Rate(double rate) => string.Create(CultureInfo.InvariantCulture, $"{rate:0.####}/s");
}
