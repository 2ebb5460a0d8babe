namespace LoadProbe.Metrics;

/// <summary>Whether a probe is dialled at all.</summary>
internal static class DialledRules
{
    private const string LastRun = "loadprobe_probe_last_run_timestamp_seconds";

    // A scrape, an evaluation and a start of the agents may lie between.
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(5);

    /// <summary>How long nobody may dial it: three intervals in whole minutes, five at least.</summary>
    public static TimeSpan Patience(TimeSpan every) => TimeSpan.FromMinutes(Math.Ceiling(Math.Max(Least.TotalMinutes, 3 * every.TotalMinutes)));

    public static void Write(RuleLines lines, Probe probe, TimeSpan every)
    {
        TimeSpan patience = Patience(every);
        lines.Group($"loadprobe dialled: {probe.Name}");
        lines.Alert(probe, AlertText.Stale, FormattableString.Invariant($"time() - max by (probe, target) ({RuleText.Of(LastRun, probe)}) > {patience.TotalSeconds}"));
        lines.Alert(probe, AlertText.Absent, $"absent({RuleText.Of(LastRun, probe)})\nand on () count(loadprobe_agent_info) > 0", RuleText.Span(patience));
    }
}
