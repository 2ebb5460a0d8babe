using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>A dissected capture as a person reads it: worst flows first.</summary>
internal static class CaptureView
{
    private const int MostFlows = 50;

    public static void Print(IAnsiConsole console, CaptureReport report, bool requests)
    {
        console.MarkupLine($"[bold]{Markup.Escape(report.File)}[/]: {report.Packets} packets, {report.Bytes} bytes in {Durations.Text(report.Duration)}, {report.Flows.Count} flows, {report.Dns.Count} DNS answers{(report.Malformed > 0 ? $", {report.Malformed} malformed" : "")}{(report.Truncated > 0 ? $", {report.Truncated} truncated" : "")}");
        Table table = Table("client", "server", "packets", "payload", "rtt", "retransmitted", "out of order", "zero window", "end");
        foreach (FlowSummary flow in report.Flows.OrderByDescending(Badness).Take(MostFlows))
        {
            table.AddRow(
                flow.Client.ToString(), flow.Server.ToString(), Sides(flow.Packets), Sides(flow.PayloadBytes),
                flow.Handshake.NetworkRtt is { } rtt ? Durations.Text(rtt) : "-",
                Sides(flow.Retransmissions), Sides(flow.OutOfOrder), Sides(flow.ZeroWindows), flow.End.ToString().ToLowerInvariant());
        }

        console.Write(table);
        if (report.Flows.Count > MostFlows) console.MarkupLine($"[grey]{report.Flows.Count - MostFlows} more flows: --json has all[/]");
        if (requests) Requests(console, report);
    }

    private static void Requests(IAnsiConsole console, CaptureReport report)
    {
        Table table = Table("server", "request", "status", "server time", "transfer", "total");
        foreach (FlowSummary flow in report.Flows)
        {
            foreach (FlowRequest request in flow.Requests)
            {
                table.AddRow(flow.Server.ToString(), Markup.Escape($"{request.Method} {request.Target}"), request.Status?.ToString() ?? "-", Text(request.ServerResponse), Text(request.Transfer), Text(request.Total));
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

    private static long Badness(FlowSummary f) => f.Retransmissions.Client + f.Retransmissions.Server + f.LostSegments.Client + f.LostSegments.Server + f.ZeroWindows.Client + f.ZeroWindows.Server + f.Resets.Client + f.Resets.Server;

    private static string Sides(Sides<long> sides) => $"{sides.Client} / {sides.Server}";

    private static string Text(TimeSpan? time) => time is { } known ? Durations.Text(known) : "-";
}
