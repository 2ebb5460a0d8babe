namespace LoadProbe.Controller;

/// <summary>Some dials of a probe; those that could not be judged are not among them.</summary>
/// <param name="Count">How many.</param>
/// <param name="Failed">Of them.</param>
/// <param name="Median">How long they took; null = there are none.</param>
/// <param name="P95">By nearest rank.</param>
/// <param name="Longest">The longest of them.</param>
public sealed record DialFigures(int Count, int Failed, TimeSpan? Median, TimeSpan? P95, TimeSpan? Longest)
{
    public static DialFigures Of(IEnumerable<ProbeResult> results)
    {
        ProbeResult[] judged = [.. results.Where(r => r.Verdict != Verdict.Invalid)];
        TimeSpan[] took = [.. judged.Select(r => r.Journey.Duration).Order()];
        return took.Length == 0 ? new DialFigures(0, 0, null, null, null) : new DialFigures(took.Length, judged.Count(r => r.Verdict == Verdict.Fail), NearestRank.Of(took, 50), NearestRank.Of(took, 95), took[^1]);
    }
}
