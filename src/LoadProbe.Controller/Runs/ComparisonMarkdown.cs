using System.Text;

namespace LoadProbe.Controller;

/// <summary>A comparison in short, for a pull request: the figures of the journeys, and those of steps that changed.</summary>
public static class ComparisonMarkdown
{
    public static string Text(RunComparison comparison)
    {
        var text = new StringBuilder();
        text.Append($"### {(comparison.Passes ? "✅" : "❌")} {MarkdownTable.Escape(comparison.B.Scenario)}: {comparison.Summary()}\n\n");
        foreach (string note in comparison.Notes) text.Append($"- {MarkdownTable.Escape(note)}\n");
        if (comparison.Notes.Count > 0) text.Append('\n');
        Difference[] all = [.. comparison.Comparison.Differences], steps = [.. all.Where(d => d.Step is not null)], changed = [.. steps.Where(d => d.Change is Change.Better or Change.Worse)];
        Table(text, "figure", all.Where(d => d.Step is null), d => d.Figure.Words);
        if (changed.Length > 0) Table(text, "step", changed, d => $"{d.Step}: {d.Figure.Words}");
        if (steps.Length > changed.Length) text.Append($"{steps.Length - changed.Length} of {steps.Length} figures of the steps did not change by more than chance explains.\n\n");
        text.Append($"A is run {comparison.A.Id}, B is run {comparison.B.Id}; the intervals hold together with 95 % confidence.\n");
        return text.ToString();
    }

    private static void Table(StringBuilder text, string first, IEnumerable<Difference> differences, Func<Difference, string> name) => text.AppendTable(
        [first, "#A", "#B", "#change", "#95 % interval", ""],
        differences.Select(d => (string[])[name(d), d.Text(d.A), d.Text(d.B), d.ChangeText(d.Value), d.Low is null ? "–" : $"{d.ChangeText(d.Low)} … {d.ChangeText(d.High)}", d.IsRegression ? "❌ worse" : d.Change switch { Change.Worse => "tolerated", Change.Better => "better", Change.TooFew => "few values", _ => "" }]));
}
