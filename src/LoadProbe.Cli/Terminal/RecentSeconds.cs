using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>What a run does now: its last seconds, merged.</summary>
/// <param name="Merged">Rates and percentiles are of these.</param>
/// <param name="Newest">Levels, such as in flight, are of this one.</param>
internal sealed record RecentSeconds(RunSecond Merged, RunSecond Newest)
{
    public const int Window = 5;

    public double SentRate => Merged.Arrivals.Sent / Merged.Span.TotalSeconds;

    public double CompletedRate => Merged.Arrivals.Completed / Merged.Span.TotalSeconds;

    /// <summary>Null before the first second.</summary>
    public static RecentSeconds? Of(RunReport run)
    {
        if (run.Series.Count == 0) return null;
        RunSecond newest = run.Series[^1];
        return new RecentSeconds(run.Series.TakeLast(Window).Where(s => s.Number > newest.Number - Window).Aggregate((a, b) => a.Then(b)), newest);
    }
}
