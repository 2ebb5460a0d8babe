using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>A path as a person reads it: a line a hop, and where packets are lost.</summary>
internal static class PathTable
{
    public static void Print(IAnsiConsole console, string step, PathFigures path)
    {
        string end = path.Reached ? $"{path.Hops.Count} {(path.Hops.Count == 1 ? "hop" : "hops")}" : "the host was not reached";
        string loss = path.Reached && path.LossFrom is { } from ? $", [red]{path.Loss:P0} lost from hop {from} on[/]" : "";
        console.MarkupLine($"  [grey]path[/] {Markup.Escape(step)} by {path.By.ToString().ToLowerInvariant()}: {end}{loss}, route {path.RouteHash:x8}{(path.Changed ? " [yellow]changed[/]" : "")}");
        var table = new Table().Border(TableBorder.None);
        foreach (string heading in (string[])["    hop", "who", "loss", "sent", "min", "mean", "max"]) table.AddColumn(new TableColumn($"[grey]{heading}[/]").NoWrap());
        foreach (PathHop hop in path.Hops)
        {
            string who = hop.Addresses.Count == 0 ? "*" : string.Join(" ", hop.Addresses);
            table.AddRow($"    {hop.Ttl,3}", $"{Markup.Escape(who)}{(hop.Unreachable is { } why ? $" [red]{Markup.Escape(why)}[/]" : "")}", $"{hop.Loss:P0}", $"{hop.Sent}", Text(hop.Min), Text(hop.Mean), Text(hop.Max));
        }

        console.Write(table);
    }

    private static string Text(TimeSpan? time) => time is { } known ? Durations.Text(known) : "";
}
