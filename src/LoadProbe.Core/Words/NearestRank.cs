namespace LoadProbe.Core;

/// <summary>A percentile of few values: the least of them that so many of all are not above.</summary>
public static class NearestRank
{
    /// <param name="sorted">At least one, the least first.</param>
    /// <param name="percentile">0 to 100.</param>
    public static TimeSpan Of(IReadOnlyList<TimeSpan> sorted, double percentile) => sorted[Math.Max(0, (int)Math.Ceiling(percentile / 100 * sorted.Count) - 1)];
}
