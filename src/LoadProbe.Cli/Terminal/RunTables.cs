using System.Globalization;
using LoadProbe.Controller;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>What came of a run, in tables as wide as the terminal allows.</summary>
internal static class RunTables
{
    private const int Wide = 105;

    public static void Print(IAnsiConsole console, RunReport run)
    {
        string color = run.Verdict switch { Verdict.Pass => "green", Verdict.Fail => "red", _ => "yellow" };
        ArrivalCounts c = run.Figures.Arrivals;
        console.MarkupLine($"[{color} bold]{run.Verdict?.ToString().ToUpperInvariant()}[/] {Markup.Escape(run.Scenario.Name)} on {Markup.Escape(run.Scenario.Target.Name)} (run {run.Id})");
        foreach (string reason in run.Reasons) Indented(console, $"[{color}]{Markup.Escape(reason)}[/]");
        if (run.Capacity is { } found) Indented(console, $"[bold]{Markup.Escape(found.ToString())}[/]");
        if (run.Stopped?.BreachToLastSend is { } left) console.MarkupLine($"  last request {Durations.Text(left)} after the decision to stop");
        string drops = string.Join(", ", c.Drops.Named().Where(d => d.Count > 0).Select(d => $"{d.Name} {d.Count}"));
        Indented(console, $"arrivals: {c.Due} due{(run.Plan.Arrivals > 0 ? $" of {run.Plan.Arrivals} planned" : "")}, {c.Sent} sent, {c.Dropped} dropped{(drops.Length > 0 ? $" ({drops})" : "")}, {c.Completed} completed, {c.Failed} failed{(c.Abandoned > 0 ? $", {c.Abandoned} cut off by us" : "")}");
        if (run.Start.Count > 1) Indented(console, $"{run.Start.Count} agents began within {Durations.Text(run.Start.Skew)}, known to {Durations.Text(run.Start.Uncertainty)}");
        bool wide = console.Profile.Width >= Wide;
        Spaced(console, Latency(run.Figures, wide));
        if (run.Figures.Steps.Count > 0) Spaced(console, Steps(run.Figures, wide));
        foreach (StepFigures step in run.Figures.Steps.Where(s => s.Failed > 0)) Indented(console, $"[red]{Markup.Escape(step.Step)}[/]: {string.Join(", ", step.Outcomes.Where(o => o.Key != Outcome.Ok).Select(o => $"{o.Value} {o.Key.Word()}{(step.Examples.TryGetValue(o.Key, out string? example) ? $" ({Markup.Escape(example)})" : "")}"))}");
        if (run.Guards.Count > 0) Spaced(console, Guards(run));
        console.WriteLine();
        Generator(console, run);
    }

    private static Table Latency(RunFigures figures, bool wide)
    {
        Table table = Table(wide ? ["", "count", "mean", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"] : ["", "count", "mean", "p50", "p95", "p99", "max"]);
        foreach ((string name, LatencyHistogram histogram) in ((string, LatencyHistogram)[])[
            ("response (due → done)", figures.Response), ("service (sent → done)", figures.Service), ("lateness (due → sent)", figures.Lateness),
            .. figures.Journeys.Where(_ => figures.Journeys.Count > 1).Select(j => ($"response of {Short(j.Journey, wide ? 30 : 14)}", j.Response))])
        {
            PackedHistogram h = PackedHistogram.Of(histogram);
            TimeSpan[] times = wide ? [h.Mean, h.P50, h.P75, h.P90, h.P95, h.P99, h.P999, h.Max] : [h.Mean, h.P50, h.P95, h.P99, h.Max];
            table.AddRow([Markup.Escape(name), $"{h.Count}", .. times.Select(t => h.Count == 0 ? "-" : Durations.Text(t))]);
        }

        return table;
    }

    private static Table Steps(RunFigures figures, bool wide)
    {
        Phase[] seen = [.. Enum.GetValues<Phase>().Where(p => figures.Steps.Any(s => s.Phases.ContainsKey(p)))];
        Table table = Table(wide ? ["step (service time)", "count", "failed", "mean", "p50", "p95", "p99", .. seen.Select(Name)] : ["step (service time)", "failed", "p50", "p95", "p99", "mostly in"]);
        foreach (StepFigures step in figures.Steps)
        {
            PackedHistogram h = PackedHistogram.Of(step.Service);
            IEnumerable<string> times = (wide ? new[] { h.Mean, h.P50, h.P95, h.P99 } : [h.P50, h.P95, h.P99]).Select(t => h.Count == 0 ? "-" : Durations.Text(t));
            string failed = step.Failed > 0 ? $"[red]{step.Failed}[/]" : "0";
            table.AddRow(wide
                ? [Markup.Escape(Short(step.Step, 40)), $"{step.Completed}", failed, .. times, .. seen.Select(p => step.Phases.ContainsKey(p) ? Durations.Text(Share(step, p)) : "-")]
                : [Markup.Escape(Short(step.Step, 20)), failed, .. times, step.Phases.Count == 0 ? "-" : step.Phases.Keys.MaxBy(p => Share(step, p)) is var most ? $"{Name(most)} {Durations.Text(Share(step, most))}" : ""]);
        }

        return table;
    }

    // Of the mean step: few open a connection, so that phases add up only by their share of all steps.
    private static TimeSpan Share(StepFigures step, Phase phase) => step.Phases[phase].Mean * ((double)step.Phases[phase].Count / Math.Max(1, step.Completed));

    private static Table Guards(RunReport run)
    {
        Table table = Table(["", "threshold or guard", "seen"]);
        table.Columns[1].LeftAligned().NoWrap = false;
        foreach (GuardReading guard in run.Guards) table.AddRow(guard.Holds ? "[green]holds[/]" : guard.Warns ? "[yellow]warns[/]" : "[red]broken[/]", Markup.Escape(guard.Text), Markup.Escape(guard.Value ?? "-"));
        return table;
    }

    private static void Generator(IAnsiConsole console, RunReport run)
    {
        GeneratorHealth worst = run.Figures.Worst;
        string state = run.Generator.Valid ? "[green]good enough[/]" : "[yellow]not good enough[/]";
        Indented(console, string.Create(CultureInfo.InvariantCulture, $"generator {state}: at most CPU {run.Generator.CpuFraction * 100:0}%, waited for it {worst.CpuWaitFraction * 100:0}%, GC {run.Generator.GcPauseFraction * 100:0.#}%, lateness p99 {Durations.Text(run.Generator.LatenessP99)}, {worst.MemoryBytes / 1e6:0} MB, {worst.OpenFiles} files open, {run.Figures.PeakInFlight} journeys in flight"));
        if (run.Figures.Own is { } own) Indented(console, Markup.Escape(own.ToString()));
        if (run.Figures.Network is { } network) Indented(console, Markup.Escape($"network: {network}"));
        if (run.Cleanup is { } cleanup) Indented(console, Markup.Escape($"cleanup: {cleanup}"));
    }

    // Wrapped for a person; whoever reads a pipe finds each on one line.
    private static void Indented(IAnsiConsole console, string markup)
    {
        if (console.Profile.Out.IsTerminal) console.Write(new Padder(new Markup(markup)).Padding(2, 0, 0, 0));
        else console.Profile.Out.Writer.WriteLine($"  {Markup.Remove(markup)}");
    }

    private static void Spaced(IAnsiConsole console, Table table)
    {
        console.WriteLine();
        console.Write(new Padder(table).Padding(2, 0, 0, 0));
    }

    private static string Name(Phase phase) => phase.ToString().ToLowerInvariant();

    private static string Short(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");

    private static Table Table(string[] columns)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach (string column in columns) table.AddColumn(new TableColumn($"[grey]{column}[/]").NoWrap().RightAligned().PadLeft(0).PadRight(2));
        table.Columns[0].LeftAligned();
        return table;
    }
}
