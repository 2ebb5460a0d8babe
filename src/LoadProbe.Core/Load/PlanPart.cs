namespace LoadProbe.Core;

/// <summary>The arrivals of one open phase of a plan.</summary>
internal readonly struct PlanPart(OpenPhase phase, double areaBefore, double areaAfter)
{
    /// <summary>Its first arrival.</summary>
    public long First { get; } = (long)Math.Ceiling(areaBefore);

    /// <summary>Where in the area of the whole plan an arrival of it lies.</summary>
    public double AreaAt(long n)
    {
        if (phase.Arrivals == ArrivalPattern.Even) return n;
        double share = Chance.Ordered(phase.Seed, n - First, (long)Math.Ceiling(areaAfter) - First);
        // Never its very end, which is where the next phase begins.
        return Math.Min(areaBefore + (share * (areaAfter - areaBefore)), Math.BitDecrement(areaAfter));
    }
}
