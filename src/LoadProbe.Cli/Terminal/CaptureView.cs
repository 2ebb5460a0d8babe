using System.Globalization;
using LoadProbe.Capture;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>A dissected capture as a person reads it: worst flows first.</summary>
internal static class CaptureView
{
    private const int MostFlows = 50, MostNames = 20;

    public static void Print(IAnsiConsole console, CaptureReport report, bool requests)
    {
        DnsTransaction[] lookups = [.. report.Lookups];
        console.MarkupLine($"[bold]{Markup.Escape(report.File)}[/]: {report.Packets} packets, {report.Bytes} bytes in {Durations.Text(report.Duration)}, {report.Flows.Count} flows, {lookups.Length} DNS lookups{Fragments(report.Fragments)}{(report.Malformed > 0 ? $", {report.Malformed} malformed" : "")}{(report.Truncated > 0 ? $", {report.Truncated} truncated" : "")}");
        Table table = Table("flow", "client", "server", "packets", "rtt", "lost", "reordered", "waited", "zero window", "outcome");
        foreach (FlowSummary flow in WorstFlows.Of(report.Flows).Take(MostFlows))
        {
            Sides<DirectionFigures> directions = flow.Network.Directions;
            table.AddRow(
                $"{flow.Number}", flow.Client.ToString(), flow.Server.ToString(), Sides(flow.Packets, packets => $"{packets}"), Text(flow.Network.RoundTrips.Least),
                Sides(directions, Lost), Sides(directions, side => $"{side.Reordered}"), Text(flow.Network.RetransmissionDelay), Text(flow.Network.ZeroWindow), Outcome(flow.Network.Connection));
        }

        console.Write(table);
        if (report.Flows.Count > MostFlows) console.MarkupLine($"[grey]{report.Flows.Count - MostFlows} more flows: --json has all[/]");
        if (report.Quic.Count > 0) Quic(console, report.Quic);
        if (lookups.Length > 0) Names(console, lookups);
        if (requests) Requests(console, report);
    }

    private static void Quic(IAnsiConsole console, IReadOnlyList<QuicConnection> connections)
    {
        Table table = Table("QUIC client", "server", "name", "protocols", "round trip", "retry");
        foreach (QuicConnection quic in QuicConnections.Slowest(connections).Take(MostNames))
        {
            string trip = Text(quic.HandshakeRtt) + (quic.Ambiguous ? ", hello repeated" : "");
            table.AddRow(quic.Client.ToString(), quic.Server.ToString(), Escaped(quic.ServerName ?? "-"), Escaped(quic.OfferedProtocols.Count == 0 ? "-" : string.Join(' ', quic.OfferedProtocols)), trip, quic.Retry ? "yes" : "no");
        }

        console.Write(table);
        if (connections.Count > MostNames) console.MarkupLine($"[grey]{connections.Count - MostNames} more QUIC connections: --json has all[/]");
    }

    private static string Escaped(string text) => Markup.Escape(Printable.Of(text));

    private static void Names(IAnsiConsole console, DnsTransaction[] dns)
    {
        Table table = Table("name", "type", "server", "answer", "code", "asked again");
        foreach (DnsTransaction asked in dns.OrderBy(asked => asked.LookupTime is not null).ThenByDescending(asked => asked.LookupTime).Take(MostNames))
        {
            string answer = (asked.LookupTime is { } time ? Durations.Text(time) : "none") + (asked.EndsOverTcp ? " over TCP" : "");
            table.AddRow(Escaped(asked.Name), asked.Type, asked.Server.ToString(), answer, asked.LookupCode?.ToString(CultureInfo.InvariantCulture) ?? "-", $"{asked.Retransmissions}");
        }

        console.Write(table);
        if (dns.Length > MostNames) console.MarkupLine($"[grey]{dns.Length - MostNames} more answers of name servers: --json has all[/]");
    }

    private static void Requests(IAnsiConsole console, CaptureReport report)
    {
        Table table = Table("flow", "server", "request", "status or error", "server time", "transfer", "total");
        foreach (FlowSummary flow in report.Flows)
        {
            foreach (FlowRequest request in flow.Requests)
            {
                table.AddRow($"{flow.Number}", flow.Server.ToString(), Markup.Escape(Printable.Of($"{request.Method} {request.Target}")), request.Status?.ToString() ?? Printable.Of(request.Error ?? "-"), Text(request.ServerResponse), Text(request.Transfer), Text(request.Total));
            }
        }

        console.Write(table);
    }

    private static Table Table(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns) table.AddColumn(new TableColumn(column).NoWrap());
        return table;
    }

    private static string Fragments(FragmentFigures fragments) => fragments.Seen == 0 ? "" : $", {fragments.Assembled} put together of fragments{(fragments.Incomplete > 0 ? $" and {fragments.Incomplete} incomplete" : "")}";

    private static string Lost(DirectionFigures side) => side.LossRatio is > 0 and var ratio ? string.Create(CultureInfo.InvariantCulture, $"{side.Lost} ({ratio:0.0%})") : $"{side.Lost}";

    private static string Outcome(ConnectionFigures connection) => connection.Outcome.Word() + (connection.MidStream ? ", joined midway" : "");

    private static string Sides<T>(Sides<T> sides, Func<T, string> text) => $"{text(sides.Client)} / {text(sides.Server)}";

    private static string Text(TimeSpan? time) => time is { } known ? Durations.Text(known) : "-";
}
