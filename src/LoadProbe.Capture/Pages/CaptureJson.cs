using System.Text.Json;

namespace LoadProbe.Capture;

/// <summary>What the page of a capture shows, in the order in which it does.</summary>
internal static class CaptureJson
{
    private const int MostFlows = 50, MostAnswers = 200, MostNames = 100, LongestName = 300;

    /// <summary>Text that may stand inside an HTML element: the encoder escapes every character that means something there, so that what stands in a capture cannot end the element around it.</summary>
    public static string Text(CaptureReport report, IReadOnlyDictionary<long, FlowTrace> traces) => JsonWriting.Text(json => Write(json, report, traces));

    private static void Write(Utf8JsonWriter json, CaptureReport report, IReadOnlyDictionary<long, FlowTrace> traces)
    {
        FlowSummary[] worst = [.. WorstFlows.Of(report.Flows)];
        json.WriteStartObject();
        json.WriteString("file", Cut(report.File));
        json.WriteNumber("packets", report.Packets);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("malformed", report.Malformed);
        json.WriteNumber("incomplete", report.Fragments.Incomplete);
        json.WriteNumber("truncated", report.Truncated);
        json.WriteNumber("evicted", report.Evicted);
        json.WriteNumber("unlisted", report.Unlisted);
        json.WriteExactSeconds("duration", report.Duration);
        json.WriteNumber("flows_all", report.Flows.Count);
        Totals(json, report.Flows);
        json.WriteStartArray("flows");
        foreach (FlowSummary flow in worst.Take(MostFlows)) Flow(json, flow, null);
        json.WriteEndArray();
        json.WriteStartArray("looked");
        foreach (FlowSummary flow in worst)
            if (traces.TryGetValue(flow.Number, out FlowTrace? trace)) Flow(json, flow, trace);
        json.WriteEndArray();
        Answers(json, report.Flows);
        Quic(json, report.Quic);
        Names(json, [.. report.Lookups]);
        json.WriteEndObject();
    }

    private static void Totals(Utf8JsonWriter json, IReadOnlyList<FlowSummary> flows)
    {
        json.WriteNumber("lost", flows.Sum(flow => flow.Network.Lost));
        json.WriteNumber("segments", flows.Sum(flow => flow.Network.Directions.Client.PayloadSegments + flow.Network.Directions.Server.PayloadSegments));
        json.WriteNumber("capture_loss", flows.Sum(flow => flow.Network.Directions.Client.CaptureLoss + flow.Network.Directions.Server.CaptureLoss));
        // Times of a hostile file can be so long that spans of them have no sum.
        json.WriteNumber("waited", flows.Sum(flow => flow.Network.RetransmissionDelay.TotalSeconds));
        json.WriteNumber("no_room", flows.Sum(flow => flow.Network.ZeroWindow.TotalSeconds));
        json.WriteStartObject("outcomes");
        foreach (IGrouping<ConnectionOutcome, FlowSummary> outcome in flows.GroupBy(flow => flow.Network.Connection.Outcome).OrderByDescending(group => group.Count()))
            json.WriteNumber(outcome.Key.Word(), outcome.Count());
        json.WriteEndObject();
    }

    private static void Flow(Utf8JsonWriter json, FlowSummary flow, FlowTrace? trace)
    {
        NetworkAnalysis network = flow.Network;
        json.WriteStartObject();
        json.WriteNumber("number", flow.Number);
        json.WriteString("client", flow.Client.ToString());
        json.WriteString("server", flow.Server.ToString());
        json.WriteString("application", flow.Protocol);
        if (flow.Tls is { ServerName: { } name }) json.WriteString("name", Cut(name));
        json.WriteExactSeconds("duration", flow.Duration);
        Pair(json, "packets", flow.Packets.Client, flow.Packets.Server);
        Pair(json, "payload", flow.PayloadBytes.Client, flow.PayloadBytes.Server);
        Pair(json, "lost", network.Directions.Client.Lost, network.Directions.Server.Lost);
        Pair(json, "reordered", network.Directions.Client.Reordered, network.Directions.Server.Reordered);
        Pair(json, "spurious", network.Directions.Client.Retransmissions.Spurious, network.Directions.Server.Retransmissions.Spurious);
        json.WriteExactSeconds("least", network.RoundTrips.Least);
        json.WriteExactSeconds("waited", network.RetransmissionDelay);
        json.WriteExactSeconds("no_room", network.ZeroWindow);
        json.WriteString("outcome", network.Connection.Outcome.Word());
        json.WriteBoolean("midway", network.Connection.MidStream);
        if (trace is not null)
        {
            Trips(json, network.RoundTrips);
            json.WriteStartObject("plot");
            PlotJson.Write(json, trace);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Trips(Utf8JsonWriter json, RoundTripFigures trips)
    {
        json.WriteStartArray("trips");
        foreach ((string by, Distribution times) in ((string, Distribution)[])[("seq_ack", trips.Sequence), ("timestamps", trips.Timestamps)])
        {
            if (times.Count == 0) continue;
            json.WriteStartArray();
            json.WriteStringValue(by);
            json.WriteNumberValue(times.Count);
            foreach (TimeSpan time in (ReadOnlySpan<TimeSpan>)[times.Min, times.P50, times.P95, times.Max]) json.WriteNumberValue(time.ExactSeconds());
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void Answers(Utf8JsonWriter json, IReadOnlyList<FlowSummary> flows)
    {
        AnswerTimes[] answers = [.. flows.SelectMany(AnswerTimes.Of).OrderByDescending(answer => answer.Total)];
        json.WriteNumber("answers_all", answers.Length);
        json.WriteStartArray("answers");
        foreach (AnswerTimes answer in answers.Take(MostAnswers))
        {
            json.WriteStartObject();
            json.WriteNumber("flow", answer.Flow);
            json.WriteString("what", Cut(answer.What));
            if (answer.Status is { } status) json.WriteNumber("status", status);
            json.WriteExactSeconds("network", answer.Network);
            json.WriteExactSeconds("server", answer.Server);
            json.WriteExactSeconds("transfer", answer.Transfer);
            json.WriteExactSeconds("again", answer.Retransmission);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Quic(Utf8JsonWriter json, IReadOnlyList<QuicConnection> connections)
    {
        json.WriteNumber("quic_all", connections.Count);
        json.WriteStartArray("quic");
        foreach (QuicConnection quic in QuicConnections.Slowest(connections).Take(MostNames))
        {
            json.WriteStartObject();
            json.WriteString("client", quic.Client.ToString());
            json.WriteString("server", quic.Server.ToString());
            if (quic.ServerName is { } name) json.WriteString("name", Cut(name));
            json.WriteString("protocols", Cut(string.Join(' ', quic.OfferedProtocols)));
            json.WriteExactSeconds("trip", quic.HandshakeRtt);
            json.WriteBoolean("ambiguous", quic.Ambiguous);
            json.WriteBoolean("retry", quic.Retry);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Names(Utf8JsonWriter json, DnsTransaction[] dns)
    {
        json.WriteNumber("dns_all", dns.Length);
        json.WriteStartArray("dns");
        foreach (DnsTransaction asked in dns.OrderBy(asked => asked.LookupTime is not null).ThenByDescending(asked => asked.LookupTime).Take(MostNames))
        {
            json.WriteStartObject();
            json.WriteString("name", Cut(asked.Name));
            json.WriteString("type", asked.Type);
            json.WriteString("server", asked.Server.ToString());
            if (asked.LookupCode is { } code) json.WriteNumber("code", code);
            json.WriteExactSeconds("time", asked.LookupTime);
            json.WriteNumber("again", asked.Retransmissions);
            json.WriteBoolean("tcp", asked.EndsOverTcp);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Pair(Utf8JsonWriter json, string name, long client, long server)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(client);
        json.WriteNumberValue(server);
        json.WriteEndArray();
    }

    private static string Cut(string text) => Printable.Of(text.Length <= LongestName ? text : string.Concat(text.AsSpan(0, LongestName), "…"));
}
