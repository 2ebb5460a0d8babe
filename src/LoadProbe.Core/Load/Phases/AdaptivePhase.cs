namespace LoadProbe.Core;

/// <summary>
/// Open model: a rate that goes by what comes back. It is held for a while, judged, and the next one is chosen: which
/// phases it comes to is known only as it runs (<see cref="CapacitySearch"/>), so that it is alone in its track.
/// </summary>
/// <param name="From">Arrivals a second of the first step.</param>
/// <param name="To">Arrivals a second, at the most, whatever comes back.</param>
/// <param name="Hold">How long a step is held before it is judged; one that is not steady yet, up to three times that.</param>
/// <param name="Rest">No load for so long, at the least, after a step that did not hold.</param>
/// <param name="Confirm">How often the last good step is held again before it is believed.</param>
/// <param name="During">The longest that it may take.</param>
public abstract record AdaptivePhase(double From, double To, TimeSpan Hold, TimeSpan Rest, int Confirm, TimeSpan During) : LoadPhase(During)
{
    /// <summary>A step that is not steady is held so many times as long, at the most.</summary>
    public const int MostHolds = 3;

    /// <summary>From one rate to the next; what happens in it is in no judgement.</summary>
    public TimeSpan Ramp => RampOf(Hold);

    /// <summary>The rate after one that held, while none has failed.</summary>
    public abstract double Above(double rate);

    /// <summary>The rate after one that failed, while none has held; 0 = give up.</summary>
    public abstract double Under(double rate);

    /// <summary>The rate between one that held and one that failed; null when they are near enough.</summary>
    public abstract double? Between(double held, double failed);

    /// <summary>Whether the lowest rate that failed is held once more before it is believed.</summary>
    public abstract bool Doubts { get; }

    /// <summary>Whether two rates are further apart than the search looks.</summary>
    public abstract bool AreApart(double lower, double higher);

    /// <summary>The longest that so many steps may take.</summary>
    protected static TimeSpan Longest(double steps, TimeSpan hold, TimeSpan rest) => Math.Ceiling(steps) * (RampOf(hold) + ((MostHolds + 1) * hold) + (2 * rest));

    // A fifth of the hold, whole seconds, as snapshots are; 1 s to 5 s.
    private static TimeSpan RampOf(TimeSpan hold) => TimeSpan.FromSeconds(Math.Clamp(Math.Round(hold.TotalSeconds / 5), 1, 5));
}

/// <summary>
/// The highest rate that holds: up by a factor until a step fails, then by halves between the last that held and the
/// first that failed.
/// </summary>
/// <param name="Factor">From one step to the next on the way up; more than 1.</param>
/// <param name="Precision">How near the last that held and the first that failed must be, as a share of the latter.</param>
public sealed record FindCapacity(double From, double To, double Factor, TimeSpan Hold, double Precision, int Confirm, TimeSpan Rest)
    : AdaptivePhase(From, To, Hold, Rest, Confirm, Longest(Steps(From, To, Factor, Precision, Confirm), Hold, Rest))
{
    private const double LeastShare = 1.0 / 20;

    public override bool Doubts => true;

    public override double Above(double rate) => rate * Factor;

    public override double Under(double rate) => rate / Factor >= From * LeastShare ? rate / Factor : 0;

    public override double? Between(double held, double failed) => AreApart(held, failed) ? (held + failed) / 2 : null;

    public override bool AreApart(double lower, double higher) => higher - lower > Precision * higher;

    // Up, twice by halves (a confirmation may fail), what failed once more each time, and the confirmations.
    private static double Steps(double from, double to, double factor, double precision, int confirm) =>
        4 + (Math.Log(to / from) / Math.Log(factor)) + (2 * Math.Max(1, Math.Log2((factor - 1) / precision))) + (2 * confirm);
}

/// <summary>Up in equal steps, each held until it is steady; from one that fails a step back, to what held before.</summary>
/// <param name="By">Arrivals a second from one step to the next; more than zero.</param>
public sealed record StepLoad(double From, double By, double To, TimeSpan Hold, int Confirm, TimeSpan Rest)
    : AdaptivePhase(From, To, Hold, Rest, Confirm, Longest(2 + ((To - From) / By) + (2 * Confirm), Hold, Rest))
{
    public override bool Doubts => false;

    public override double Above(double rate) => rate + By;

    public override double Under(double rate) => 0;

    public override double? Between(double held, double failed) => null;

    public override bool AreApart(double lower, double higher) => higher - lower >= By / 2;
}
