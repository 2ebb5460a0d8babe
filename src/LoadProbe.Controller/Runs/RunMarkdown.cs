using System.Globalization;
using System.Text;

namespace LoadProbe.Controller;

/// <summary>A run in short, for a pull request.</summary>
public static class RunMarkdown
{
    private const int SlowestSteps = 5;

    public static string Text(RunReport run)
    {
        ArrivalCounts c = run.Figures.Arrivals;
        var text = new StringBuilder();
        text.Append(Invariant($"### {Word(run.Verdict)} {MarkdownTable.Escape(run.Scenario.Name)} on {MarkdownTable.Escape(run.Scenario.Target.Name)}\n\n"));
        foreach (string reason in run.Reasons) text.Append($"- {MarkdownTable.Escape(reason)}\n");
        if (run.Capacity is { } found) text.Append($"- {MarkdownTable.Escape($"{found}")}\n");
        if (run.Reasons.Count > 0 || run.Capacity is not null) text.Append('\n');
        text.AppendTable(
            ["#planned", "#due", "#sent", "#dropped", "#completed", "#failed", "#errors"],
            [[Count(run.Plan.Arrivals), Count(c.Due), Count(c.Sent), Count(c.Dropped), Count(c.Completed), Count(c.Failed), c.Completed == 0 ? "–" : Invariant($"{100.0 * c.Failed / c.Completed:0.###}%")]]);
        text.AppendTable(
            ["", "#count", "#mean", "#p50", "#p90", "#p95", "#p99", "#p99.9", "#max"],
            [Times("response (due → done)", run.Figures.Response), Times("service (sent → done)", run.Figures.Service), Times("lateness (due → sent)", run.Figures.Lateness), .. run.Figures.Journeys.Where(_ => run.Figures.Journeys.Count > 1).Select(j => Times($"response of {j.Journey}", j.Response))]);
        if (run.Guards.Count > 0) text.AppendTable(["", "rule", "seen"], run.Guards.Select(g => (string[])[g.Holds ? "✅" : g.Warns ? "⚠️" : "❌", $"{g.Kind}: {g.Text}", g.Value ?? "–"]));
        StepFigures[] slowest = [.. run.Figures.Steps.OrderByDescending(s => s.Service.Percentile(95)).Take(SlowestSteps)];
        if (slowest.Length > 0)
        {
            text.AppendTable(
                [run.Figures.Steps.Count > SlowestSteps ? $"slowest {SlowestSteps} of {run.Figures.Steps.Count} steps" : "step", "#count", "#failed", "#mean", "#p50", "#p95", "#p99", "#max"],
                slowest.Select(s => (string[])[s.Step, Count(s.Completed), Count(s.Failed), .. new[] { s.Service.Mean, s.Service.Percentile(50), s.Service.Percentile(95), s.Service.Percentile(99), s.Service.Max }.Select(t => s.Service.Count == 0 ? "–" : Durations.Text(t))]));
        }

        text.Append(Invariant($"Run {run.Id}, {run.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; the generator used at most {run.Generator.CpuFraction * 100:0} % of its machine.{(run.Start.Count > 1 ? $" Its {run.Start.Count} agents began within {Durations.Text(run.Start.Skew)}, known to {Durations.Text(run.Start.Uncertainty)}." : "")}\n"));
        if (run.Figures.Own is { } own) text.Append($"By packets: {MarkdownTable.Escape($"{own}")}.\n");
        if (run.Figures.Network is { } network) text.Append($"Network: {network}.\n");
        if (run.Cleanup is { } cleanup) text.Append($"Cleanup: {MarkdownTable.Escape($"{cleanup}")}.\n");
        if (run.Approved is { } approved) text.Append($"Proposed by {MarkdownTable.Escape(approved.Author)}, approved by {MarkdownTable.Escape(string.Join(" and ", approved.Approvals.Select(a => a.Who)))}; bound to {approved.Hash[..12]}.\n");
        return text.ToString();
    }

    private static string[] Times(string name, LatencyHistogram histogram)
    {
        PackedHistogram h = PackedHistogram.Of(histogram);
        return h.Count == 0 ? [name, "0", "–", "–", "–", "–", "–", "–", "–"] : [name, Count(h.Count), .. new[] { h.Mean, h.P50, h.P90, h.P95, h.P99, h.P999, h.Max }.Select(Durations.Text)];
    }

    private static string Word(Verdict? verdict) => verdict switch { Verdict.Pass => "✅ pass:", Verdict.Fail => "❌ fail:", _ => "⚠️ invalid:" };

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
