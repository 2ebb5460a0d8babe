using System.Globalization;
using LoadProbe.Controller;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>A pressure run as a person follows it: a line each second while it goes, tables at its end.</summary>
internal sealed class RunView(bool quiet)
{
    private int _seconds;
    private RunState? _state;

    /// <summary>Shows the newest second: over the same line on a terminal, else a line each.</summary>
    public void Progress(RunReport run)
    {
        if (quiet) return;
        if (run.Series.Count == _seconds && run.State == _state) return;
        (_seconds, _state) = (run.Series.Count, run.State);
        if (run.Series.Count == 0) return;
        string line = Line(run);
        if (Screen.IsLive) Console.Error.Write($"\r\u001b[K{line}");
        else Console.Error.WriteLine(line);
    }

    public void End()
    {
        if (!quiet && Screen.IsLive && _seconds > 0) Console.Error.WriteLine();
    }

    /// <summary>What came of it.</summary>
    public static void Print(IAnsiConsole console, RunReport run)
    {
        string color = run.Verdict switch { Verdict.Pass => "green", Verdict.Fail => "red", _ => "yellow" };
        ArrivalCounts c = run.Figures.Arrivals;
        console.MarkupLine($"[{color} bold]{run.Verdict?.ToString().ToUpperInvariant()}[/] {Markup.Escape(run.Scenario.Name)} on {Markup.Escape(run.Scenario.Target.Name)} (run {run.Id})");
        foreach (string reason in run.Reasons) console.MarkupLine($"  [{color}]{Markup.Escape(reason)}[/]");
        if (run.Capacity is { } found) console.MarkupLine($"  [bold]{Markup.Escape(found.ToString())}[/]");
        if (run.Stopped?.BreachToLastSend is { } left) console.MarkupLine($"  last request {Durations.Text(left)} after the decision to stop");
        console.MarkupLine($"  arrivals: {c.Due} due of {run.Plan.Arrivals} planned, {c.Sent} sent, {c.Dropped} dropped, {c.Completed} completed, {c.Failed} failed{(c.Abandoned > 0 ? $", {c.Abandoned} cut off by us" : "")}");
        Table latency = Table("", "count", "mean", "p50", "p95", "p99", "p99.9", "max");
        Row(latency, "response (due → done)", run.Figures.Response);
        Row(latency, "service (sent → done)", run.Figures.Service);
        Row(latency, "lateness (due → sent)", run.Figures.Lateness);
        foreach (StepFigures step in run.Figures.Steps) Row(latency, $"step {Markup.Escape(step.Step)}", step.Service);
        console.Write(latency);
        foreach (GuardReading guard in run.Guards) console.MarkupLine($"  [{(guard.Holds ? "green" : "red")}]{(guard.Holds ? "holds " : "broken")}[/] {guard.Kind} {Markup.Escape(guard.Text)}{(guard.Value is null ? "" : $": {Markup.Escape(guard.Value)}")}");
        foreach (StepFigures step in run.Figures.Steps.Where(s => s.Failed > 0)) console.MarkupLine($"  [red]{Markup.Escape(step.Step)}[/]: {string.Join(", ", step.Outcomes.Where(o => o.Key != Outcome.Ok).Select(o => $"{o.Value} {o.Key.Word()}"))}");
    }

    private static string Line(RunReport run)
    {
        RunSecond s = run.Series[^1];
        return string.Create(CultureInfo.InvariantCulture, $"{run.State.ToString().ToLowerInvariant(),-9} {s.At.TotalSeconds,5:0}s of {run.Plan.Duration.TotalSeconds:0}s  want {s.TargetRate,6:0.#}/s  sent {s.Arrivals.Sent,6}  dropped {s.Arrivals.Dropped,4}  failed {s.Arrivals.Failed,4}  in flight {s.InFlight,4}  response p50 {Durations.Text(s.Response.P50),7} p99 {Durations.Text(s.Response.P99),7}");
    }

    private static Table Table(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns) table.AddColumn(new TableColumn(column).NoWrap().RightAligned());
        table.Columns[0].LeftAligned();
        return table;
    }

    private static void Row(Table table, string name, LatencyHistogram h)
    {
        if (h.Count == 0) table.AddRow(name, "0");
        else table.AddRow([name, $"{h.Count}", .. new[] { h.Mean, h.Percentile(50), h.Percentile(95), h.Percentile(99), h.Percentile(99.9), h.Max }.Select(Durations.Text)]);
    }
}
