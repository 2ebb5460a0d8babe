namespace LoadProbe.Core;

/// <summary>A straight piece of a plan's rate, and where it lies in the plan.</summary>
internal readonly struct PlanLine(TimeSpan start, RateLine rate, double areaBefore)
{
    private const double Precision = 1e-12;

    public TimeSpan Start { get; } = start;

    public TimeSpan End => Start + rate.During;

    /// <summary>Arrivals due before it.</summary>
    public double AreaBefore { get; } = areaBefore;

    /// <summary>Arrivals due up to its end.</summary>
    public double AreaAfter { get; } = Snap(areaBefore, (rate.From + rate.To) / 2 * rate.During.TotalSeconds);

    /// <summary>When the arrival is due whose place in the area of the whole plan is <paramref name="area"/>.</summary>
    public TimeSpan Due(double area)
    {
        double from = Math.Max(0, area - AreaBefore);
        double slope = (rate.To - rate.From) / rate.During.TotalSeconds;
        // The rate when it is due: from the end that is lower, and added up, so that nothing cancels.
        double then = slope >= 0 ? Math.Sqrt((rate.From * rate.From) + (2 * slope * from)) : Math.Sqrt((rate.To * rate.To) - (2 * slope * Math.Max(0, AreaAfter - area)));
        double seconds = from == 0 ? 0 : 2 * from / (rate.From + then);
        // Rounded: TimeSpan.FromSeconds cuts off, which puts every third arrival 100 ns early.
        return Start + TimeSpan.FromTicks((long)Math.Round(Math.Min(seconds, rate.During.TotalSeconds) * TimeSpan.TicksPerSecond));
    }

    public double RateAt(TimeSpan time) => time < End ? rate.From + ((rate.To - rate.From) * ((time - Start) / rate.During)) : 0;

    // 0.1 × 30 must be 3 arrivals, not 3.0000000000000004 → 4, the fourth of which would be due after a pause that follows.
    private static double Snap(double before, double own)
    {
        double area = before + own, whole = Math.Round(area);
        // Never by a share of its own that would be missed: many small pieces add up.
        double near = Math.Min(Math.Max(1, area) * Precision, own * 1e-6);
        return Math.Abs(area - whole) <= near ? whole : area;
    }
}
