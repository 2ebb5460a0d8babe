using System.Globalization;

namespace LoadProbe.Metrics;

/// <summary>The tests of what is no objective: all is well, nobody dials, and our own side.</summary>
internal static class OtherTests
{
    private const int Hour = 60;

    // Longer ones would take promtool long.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    public static void Write(ProofLines lines, IReadOnlyList<(Probe Probe, TimeSpan Every)> all, IReadOnlyList<Objected> objected)
    {
        Well(lines, all, objected);
        if (all.Count > 0) Undialled(lines, all);
        Itself(lines);
    }

    private static void Well(ProofLines lines, IReadOnlyList<(Probe Probe, TimeSpan Every)> all, IReadOnlyList<Objected> objected)
    {
        lines.Test("all is well: nobody is told");
        lines.Series("loadprobe_agent_info{agent=\"a\"}", $"1+0x{2 * Hour}");
        foreach ((Probe probe, _) in all) lines.Series(LastRun(probe, "a"), $"0+60x{2 * Hour}");
        foreach (Objected o in objected) lines.Series(o.Probe, o.Failing(0, 0, "a", "b"), 2 * Hour);
        lines.Expectations();
        lines.Silent([Hour, 2 * Hour], [AlertText.Fast, AlertText.Slow, AlertText.Stale.Name, AlertText.Absent.Name, .. OwnRules.All.Select(a => a.Name)]);
        if (objected.Count == 0) return;
        lines.Values();
        foreach (Objected o in objected)
        {
            lines.Value(2 * Hour, RuleText.Of(Recorded.Errors(o.Slo.Window), o.Probe), "0");
            lines.Value(2 * Hour, RuleText.Of(Recorded.BudgetLeft, o.Probe), "1");
            lines.Value(2 * Hour, RuleText.Of(Recorded.Objective, o.Probe), RuleText.Number(o.Slo.Objective));
        }
    }

    private static void Undialled(ProofLines lines, IReadOnlyList<(Probe Probe, TimeSpan Every)> all)
    {
        lines.Test("nobody dials any more: stale, once three intervals are over");
        foreach ((Probe probe, TimeSpan every) in all)
        {
            // The second agent has not dialled for longer; the newer run counts.
            lines.Series(LastRun(probe, "a"), Constant(600 - DialledRules.Patience(every).TotalSeconds));
            lines.Series(LastRun(probe, "b"), Constant(-DialledRules.Patience(every).TotalSeconds));
        }

        lines.Expectations();
        lines.Silent([10], AlertText.Stale.Name);
        lines.Firing(15, AlertText.Stale.Name, [.. all.Select(p => (p.Probe, AlertText.Stale.Filled(p.Probe, Duration(DialledRules.Patience(p.Every) + TimeSpan.FromMinutes(5)))))]);

        (Probe Probe, TimeSpan Every)[] soon = [.. all.Where(p => DialledRules.Patience(p.Every) <= Longest)];
        if (soon.Length == 0) return;
        int told = soon.Max(p => Evaluated(p.Every)) + 10;
        lines.Test("there are agents, and nothing is heard of the probe: absent");
        lines.Series("loadprobe_agent_info{agent=\"a\"}", $"1+0x{told}");
        foreach ((Probe probe, TimeSpan every) in all)
        {
            int gone = told - Evaluated(every);
            lines.Series(LastRun(probe, "a"), gone > 0 ? $"0+60x{gone - 1} stale" : $"0+60x{told}");
        }

        lines.Expectations();
        lines.Silent([told - 5], AlertText.Absent.Name);
        lines.Firing(told, AlertText.Absent.Name, [.. soon.Select(p => (p.Probe, AlertText.Absent.Filled(p.Probe, "")))]);

        lines.Test("there is no agent: that nothing is heard is said by up");
        lines.Series("loadprobe_build_info{version=\"1\"}", $"1+0x{told}");
        lines.Expectations();
        lines.Silent([told], AlertText.Absent.Name);
    }

    private static void Itself(ProofLines lines)
    {
        const string Shop = "probe=\"login\",target=\"shop\",agent=\"a\"";
        lines.Test("what is wrong with our own side");
        lines.Series($"{Recorded.Runs}{{{Shop},verdict=\"invalid\"}}", "0+3x20");
        lines.Series($"{Recorded.Runs}{{{Shop},verdict=\"pass\"}}", "0+1x20");
        lines.Series($"loadprobe_probe_skipped_total{{{Shop},reason=\"overlap\"}}", "0+1x20");
        lines.Series("loadprobe_capture_dropped_packets_total{agent=\"a\"}", "0+10x20");
        lines.Series("loadprobe_store_waiting_rows", "5+0x20");
        lines.Series("loadprobe_store_last_commit_timestamp_seconds", "0+0x20");
        lines.Series("loadprobe_store_dropped_rows_total", "0+2x20");
        lines.Series("loadprobe_link_events_total{end=\"agent\",agent=\"a\",event=\"dropped\"}", "0+4x20");
        lines.Series("loadprobe_verdict_dropped_results_total", "0+1x20");
        lines.Expectations();
        foreach ((AlertText alert, string labels, string value) in ((AlertText, string, string)[])[
            (OwnRules.Invalid, "probe: login, target: shop, ", "75%"), (OwnRules.Skipped, "probe: login, target: shop, reason: overlap, ", ""), (OwnRules.CaptureDrops, "", "150"), (OwnRules.StoreBehind, "", "20m 0s"),
            (OwnRules.RowsLost, "", "30"), (OwnRules.MessagesLost, "", "60"), (OwnRules.Unjudged, "", "15")])
        {
            string summary = alert.Summary.Replace("{{ $labels.probe }}", "login", StringComparison.Ordinal).Replace("{{ $labels.target }}", "shop", StringComparison.Ordinal).Replace("{{ $labels.reason }}", "overlap", StringComparison.Ordinal);
            foreach (string form in (string[])["humanizePercentage", "humanizeDuration", "humanize"]) summary = summary.Replace($"{{{{ $value | {form} }}}}", value, StringComparison.Ordinal);
            lines.Plain($"      - eval_time: 20m\n        alertname: {alert.Name}\n        exp_alerts:");
            lines.Plain($"          - exp_labels: {{ {labels}severity: {alert.Severity} }}\n            exp_annotations: {{ summary: {RuleText.Quoted(summary)}, description: {RuleText.Quoted(alert.Description)} }}");
        }
    }

    // The minutes until the first evaluation after which it is not waited any longer.
    private static int Evaluated(TimeSpan every) => 5 * (int)Math.Ceiling(DialledRules.Patience(every).TotalMinutes / 5);

    private static string LastRun(Probe probe, string agent) => RuleText.Of("loadprobe_probe_last_run_timestamp_seconds", probe, $",agent=\"{agent}\"");

    private static string Constant(double value) => string.Create(CultureInfo.InvariantCulture, $"{value}+0x15");

    // As Prometheus' humanizeDuration writes it.
    private static string Duration(TimeSpan time) => time.Days > 0 ? $"{time.Days}d {time.Hours}h {time.Minutes}m {time.Seconds}s" : time.Hours > 0 ? $"{time.Hours}h {time.Minutes}m {time.Seconds}s" : $"{time.Minutes}m {time.Seconds}s";
}
