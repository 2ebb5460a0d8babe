using LoadProbe.Controller;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>Two runs side by side, as a person reads them.</summary>
internal static class ComparisonView
{
    public static void Print(IAnsiConsole console, RunComparison comparison)
    {
        foreach ((string name, ComparedRun run) in ((string, ComparedRun)[])[("A", comparison.A), ("B", comparison.B)])
        {
            console.MarkupLine($"[bold]{name}[/]  run {Markup.Escape(run.Id)}, {Markup.Escape(run.Scenario)} on {Markup.Escape(run.Target)}: {Markup.Escape(run.Verdict)}");
        }

        foreach (string note in comparison.Notes) console.Write(new Padder(new Markup($"[yellow]{Markup.Escape(note)}[/]")).Padding(3, 0, 0, 0));
        console.WriteLine();
        Difference[] all = [.. comparison.Comparison.Differences], steps = [.. all.Where(d => d.Step is not null)];
        Difference[] changed = [.. steps.Where(d => d.Change is Change.Better or Change.Worse)];
        console.Write(Rows([.. all.Where(d => d.Step is null), .. changed]));
        console.WriteLine();
        if (steps.Length > changed.Length) console.MarkupLine($"{steps.Length - changed.Length} of {steps.Length} figures of the steps did not change by more than chance explains");
        console.MarkupLine($"{(comparison.Passes ? "[green bold]PASS[/]" : "[red bold]FAIL[/]")} {comparison.Summary()}");
    }

    private static Table Rows(IReadOnlyList<Difference> differences)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach (string column in (string[])["figure", "A", "B", "change", "95% interval", ""]) table.AddColumn(new TableColumn($"[grey]{column}[/]").NoWrap().RightAligned().PadLeft(0).PadRight(2));
        table.Columns[0].LeftAligned();
        table.Columns[^1].LeftAligned();
        string? step = null;
        foreach (Difference d in differences)
        {
            if (d.Step != step) table.AddRow($"[bold]{Markup.Escape(d.Step!)}[/]");
            step = d.Step;
            table.AddRow(
                $"{(step is null ? "" : "  ")}{d.Figure.Words}", d.Text(d.A), d.Text(d.B), d.ChangeText(d.Value), d.Low is null ? "-" : $"{d.ChangeText(d.Low)} … {d.ChangeText(d.High)}",
                d.IsRegression ? "[red bold]worse[/]" : d.Change switch { Change.Worse => "[yellow]tolerated[/]", Change.Better => "[green]better[/]", Change.TooFew => "[grey]few values[/]", _ => "" });
        }

        return table;
    }
}
