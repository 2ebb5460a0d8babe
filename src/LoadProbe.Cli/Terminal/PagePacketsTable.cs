using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>What the network did to the requests of a page: all of them together, and the slowest of them.</summary>
internal static class PagePacketsTable
{
    private const int Most = 10;

    public static void Print(IAnsiConsole console, string step, IReadOnlyList<PageElement> elements, PagePackets page)
    {
        string missing = string.Concat(page.NotJoined.Select(r => $", {r.Value} not joined ({r.Key})"));
        string sums = page.Joined == 0 ? "" : $"; summed: lookup {Text(page.Lookup)}, network {Text(page.Network)}, server {Text(page.Server)}, transfer {Text(page.Transfer)}, retransmission {Text(page.RetransmitDelay)}";
        console.MarkupLine($"  [grey]packets[/] {Markup.Escape(step)}: {page.Joined} requests joined, {page.ServerKnown} with the server's part{missing}{sums}");
        if (page.Joined == 0) return;
        var table = new Table().Border(TableBorder.None).ShowHeaders();
        foreach (string heading in (string[])["  request", "time", "network", "server", "transfer", "lost", "joined"]) table.AddColumn(new TableColumn(heading).NoWrap());
        PageElement[] joined = [.. elements.Where(e => e.Packets?.Tier == PacketTier.Packets).OrderByDescending(e => e.Duration)];
        foreach (PageElement element in joined.Take(Most))
        {
            PacketFigures p = element.Packets!;
            table.AddRow($"  {Markup.Escape(Short(element.Url))}", Text(element.Duration), Text(p.NetworkRtt), p.ServerResponse is null && p.Reason is { } why ? why : Text(p.ServerResponse), Text(p.Transfer),
                p.Retransmissions is { } r ? $"{r.Client}+{r.Server}" : "unknown", p.Joined?.ToString().ToLowerInvariant() ?? "");
        }

        console.Write(table);
        if (joined.Length > Most) console.MarkupLine($"  [grey]and {joined.Length - Most} faster ones: --json has all[/]");
    }

    private static string Short(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.AbsolutePath is { Length: <= 48 } path ? path : url[^Math.Min(48, url.Length)..];

    private static string Text(TimeSpan? time) => time is { } known ? Durations.Text(known) : "unknown";
}
