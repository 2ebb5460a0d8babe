namespace LoadProbe.Metrics;

/// <summary>The rules that tell of our own side, one for all probes.</summary>
internal static class OwnRules
{
    public static AlertText Invalid { get; } = new("LoadProbeRunsInvalid", "ticket", "{{ $labels.probe }} on {{ $labels.target }}: {{ $value | humanizePercentage }} of its runs could not be measured",
        "Over 15m more than half of its runs were invalid: our side is at fault and says nothing of the target. The results say what is lacking.");

    public static AlertText Skipped { get; } = new("LoadProbeRunsSkipped", "ticket", "{{ $labels.probe }} on {{ $labels.target }} is skipped ({{ $labels.reason }})",
        "Over 15m three starts or more did not take place: overlap = the run before was under way; limit, busy, queue_full = the agent has too much to do.");

    public static AlertText CaptureDrops { get; } = new("LoadProbeCaptureDrops", "ticket", "The kernel dropped {{ $value | humanize }} packets before a capture saw them", "What packets tell of these runs is not whole: an agent captures more than its machine can take.");

    public static AlertText StoreBehind { get; } = new("LoadProbeStoreBehind", "ticket", "Results wait to be stored, and nothing was for {{ $value | humanizeDuration }}", "The database does not take what it is given; beyond 20,000 rows they are lost.");

    public static AlertText RowsLost { get; } = new("LoadProbeRowsLost", "ticket", "{{ $value | humanize }} results or seconds of runs are lost", "Too many waited for the database, or it refused them.");

    public static AlertText MessagesLost { get; } = new("LoadProbeMessagesLost", "ticket", "{{ $value | humanize }} messages between agents and controller are lost", "They found no room, could not be read or were refused: loadprobe_link_events_total says at which end.");

    public static AlertText Unjudged { get; } = new("LoadProbeResultsUnjudged", "ticket", "{{ $value | humanize }} results were stored and not judged", "Incidents go without them: the store does not say which are open, or more come than can be looked at.");

    public static IReadOnlyList<AlertText> All { get; } = [Invalid, Skipped, CaptureDrops, StoreBehind, RowsLost, MessagesLost, Unjudged];

    public static void Write(RuleLines lines)
    {
        lines.Comment("That a controller or an agent is not there is told by Prometheus, by the job under which it is scraped: up{job=\"loadprobe\"} == 0", "  ");
        lines.Comment("for a minute or two. docs/alerts.yaml has more of what may be alerted on. Scrape the controllers, or the agents, for these rules, not both.", "  ");
        lines.Group("loadprobe itself");
        lines.Alert(null, Invalid, "(\n  sum by (probe, target) (rate(loadprobe_probe_runs_total{verdict=\"invalid\"}[15m]))\n  /\n  sum by (probe, target) (rate(loadprobe_probe_runs_total[15m]))\n) > 0.5\nand sum by (probe, target) (increase(loadprobe_probe_runs_total{verdict=\"invalid\"}[15m])) >= 3");
        lines.Alert(null, Skipped, "sum by (probe, target, reason) (increase(loadprobe_probe_skipped_total[15m])) >= 3");
        lines.Alert(null, CaptureDrops, "sum(increase(loadprobe_capture_dropped_packets_total[15m])) > 0");
        lines.Alert(null, StoreBehind, "max(time() - loadprobe_store_last_commit_timestamp_seconds and loadprobe_store_waiting_rows > 0) > 60");
        lines.Alert(null, RowsLost, "sum(increase(loadprobe_store_dropped_rows_total[15m])) > 0");
        lines.Alert(null, MessagesLost, "sum(increase(loadprobe_link_events_total{event=~\"dropped|unreadable|refused\"}[15m])) > 0");
        lines.Alert(null, Unjudged, "sum(increase(loadprobe_verdict_dropped_results_total[15m])) > 0");
    }
}
