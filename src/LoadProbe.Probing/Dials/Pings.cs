namespace LoadProbe.Probing;

/// <summary>The arithmetic over round trips.</summary>
internal static class Pings
{
    public static PingFigures Figures(IReadOnlyList<TimeSpan?> trips)
    {
        double[] seconds = [.. trips.OfType<TimeSpan>().Select(t => t.TotalSeconds)];
        if (seconds.Length == 0) return new PingFigures(trips.Count, 0, null, null, null, null, null);
        double mean = seconds.Average();
        double deviation = Math.Sqrt(seconds.Average(s => (s - mean) * (s - mean)));
        TimeSpan? jitter = seconds.Length < 2 ? null : TimeSpan.FromSeconds(seconds.Zip(seconds.Skip(1), (a, b) => Math.Abs(a - b)).Average());
        return new PingFigures(trips.Count, seconds.Length, TimeSpan.FromSeconds(seconds.Min()), TimeSpan.FromSeconds(mean), TimeSpan.FromSeconds(seconds.Max()), TimeSpan.FromSeconds(deviation), jitter);
    }
}
