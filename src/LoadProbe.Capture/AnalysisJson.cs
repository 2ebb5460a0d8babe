using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LoadProbe.Capture;

/// <summary>Writes a report in the shape of <c>analyze --json</c>: seconds as numbers, instants in RFC 3339 UTC, what is not known left out.</summary>
public static class AnalysisJson
{
    // Nothing here ends up in HTML, so names stay readable.
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Without the network's own analysis what stands there is Wireshark's counting alone.</summary>
    public static void Write(CaptureReport report, Stream stream, bool network = true)
    {
        using var json = new Utf8JsonWriter(stream, Layout);
        json.WriteStartObject();
        json.WriteString("file", report.File);
        json.WriteNumber("packets", report.Packets);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("malformed", report.Malformed);
        json.WriteNumber("truncated", report.Truncated);
        json.WriteExactSeconds("duration_seconds", report.Duration);
        json.WriteNumber("evicted", report.Evicted);
        json.WriteNumber("unlisted", report.Unlisted);
        Fragments(json, report.Fragments);
        json.WriteStartArray("flows");
        foreach (FlowSummary flow in report.Flows)
        {
            Flow(json, flow, network);
            json.Flush();
        }
        json.WriteEndArray();
        json.WriteStartArray("dns");
        foreach (DnsTransaction transaction in report.Dns) Dns(json, transaction);
        json.WriteEndArray();
        json.WriteStartArray("quic");
        foreach (QuicConnection connection in report.Quic) Quic(json, connection);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Fragments(Utf8JsonWriter json, FragmentFigures fragments)
    {
        json.WriteStartObject("fragments");
        json.WriteNumber("seen", fragments.Seen);
        json.WriteNumber("assembled", fragments.Assembled);
        json.WriteNumber("incomplete", fragments.Incomplete);
        json.WriteNumber("overlapping", fragments.Overlapping);
        json.WriteNumber("duplicates", fragments.Duplicates);
        json.WriteNumber("evicted", fragments.Evicted);
        json.WriteEndObject();
    }

    private static void Flow(Utf8JsonWriter json, FlowSummary flow, bool network)
    {
        json.WriteStartObject();
        json.WriteString("protocol", "tcp");
        json.WriteNumber("number", flow.Number);
        json.WriteString("client", Text(flow.Client));
        json.WriteString("server", Text(flow.Server));
        Instant(json, "started", flow.Started);
        json.WriteExactSeconds("duration_seconds", flow.Duration);
        json.WriteString("application", flow.Protocol);
        json.WriteSides("packets", flow.Packets);
        json.WriteSides("bytes", flow.Bytes);
        json.WriteSides("payload_bytes", flow.PayloadBytes);
        Handshake(json, flow.Handshake, network);
        json.WriteSides("retransmissions", flow.Retransmissions);
        json.WriteSides("fast_retransmissions", flow.FastRetransmissions);
        json.WriteSides("spurious_retransmissions", flow.SpuriousRetransmissions);
        json.WriteSides("out_of_order", flow.OutOfOrder);
        json.WriteSides("lost_segments", flow.LostSegments);
        json.WriteSides("duplicate_acks", flow.DuplicateAcks);
        json.WriteSides("zero_windows", flow.ZeroWindows);
        json.WriteSides("window_fulls", flow.WindowFulls);
        json.WriteSides("keep_alives", flow.KeepAlives);
        json.WriteSides("resets", flow.Resets);
        json.WriteStartObject("rtt_seconds");
        Distribution(json, "client", flow.Rtt.Client);
        Distribution(json, "server", flow.Rtt.Server);
        json.WriteEndObject();
        json.WriteString("end", flow.End switch { FlowEnd.Fin => "fin", FlowEnd.Reset => "reset", _ => "open" });
        json.WriteStartArray("requests");
        foreach (FlowRequest request in flow.Requests) Request(json, request);
        json.WriteEndArray();
        // Where HTTP/1.x was read its transactions say more than bursts could.
        if (flow.Requests.Count == 0 || flow.Protocol == "http/2")
        {
            json.WriteStartArray("exchanges");
            foreach (Exchange exchange in flow.Exchanges) Exchange(json, exchange);
            json.WriteEndArray();
        }
        if (flow.Forgotten > 0) json.WriteNumber("forgotten", flow.Forgotten);
        if (flow.Tls is { } tls) TlsJson.Write(json, tls);
        if (network) NetworkJson.Write(json, flow.Network);
        json.WriteEndObject();
    }

    private static void Handshake(Utf8JsonWriter json, in HandshakeTimes handshake, bool network)
    {
        json.WriteStartObject("handshake");
        json.WriteBoolean("complete", handshake.Complete);
        if (handshake.Ambiguous) json.WriteBoolean("ambiguous", true);
        json.WriteExactSeconds("network_rtt_seconds", handshake.NetworkRtt);
        json.WriteExactSeconds("client_ack_seconds", handshake.ClientAck);
        json.WriteExactSeconds("initial_rtt_seconds", network ? handshake.InitialRtt : handshake.WiresharkRtt);
        json.WriteEndObject();
    }

    private static void Request(Utf8JsonWriter json, FlowRequest request)
    {
        json.WriteStartObject();
        json.WriteString("protocol", request.Protocol);
        json.WriteOptional("method", request.Method);
        json.WriteOptional("target", request.Target);
        json.WriteOptional("status", request.Status);
        json.WriteOptional("grpc_status", request.GrpcStatus);
        json.WriteOptional("error", request.Error);
        Instant(json, "started", request.Started);
        json.WriteExactSeconds("server_response_seconds", request.ServerResponse);
        json.WriteExactSeconds("transfer_seconds", request.Transfer);
        json.WriteExactSeconds("total_seconds", request.Total);
        json.WriteExactSeconds("retransmit_delay_seconds", request.RetransmitDelay);
        json.WriteEndObject();
    }

    private static void Exchange(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteStartObject();
        Instant(json, "started", exchange.RequestFirst);
        json.WriteStartObject("payload_bytes");
        json.WriteNumber("client", exchange.ClientTo - exchange.ClientFrom);
        json.WriteNumber("server", exchange.ServerTo - exchange.ServerFrom);
        json.WriteEndObject();
        json.WriteExactSeconds("server_response_seconds", exchange.ResponseFirst - exchange.RequestLast);
        json.WriteExactSeconds("transfer_seconds", exchange.ResponseLast - exchange.ResponseFirst);
        json.WriteExactSeconds("total_seconds", exchange.ResponseLast - exchange.RequestFirst);
        json.WriteExactSeconds("retransmit_delay_seconds", exchange.RetransmitDelay);
        json.WriteEndObject();
    }

    private static void Dns(Utf8JsonWriter json, DnsTransaction dns)
    {
        json.WriteStartObject();
        json.WriteString("client", Text(dns.Client));
        json.WriteString("server", Text(dns.Server));
        json.WriteNumber("id", dns.Id);
        json.WriteString("name", dns.Name);
        json.WriteString("type", dns.Type);
        json.WriteString("protocol", dns.OverTcp ? "tcp" : "udp");
        if (dns.Continues) json.WriteBoolean("continues", true);
        Instant(json, "started", dns.Started);
        json.WriteOptional("response_code", dns.ResponseCode);
        json.WriteExactSeconds("response_seconds", dns.ResponseTime);
        json.WriteNumber("retransmissions", dns.Retransmissions);
        if (dns.Truncated) json.WriteBoolean("truncated", true);
        if (dns.Fallback is { } fallback)
        {
            json.WriteStartObject("fallback");
            json.WriteString("protocol", "tcp");
            json.WriteExactSeconds("lookup_seconds", fallback.LookupTime);
            json.WriteOptional("response_code", fallback.ResponseCode);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Quic(Utf8JsonWriter json, QuicConnection quic)
    {
        json.WriteStartObject();
        json.WriteString("client", Text(quic.Client));
        json.WriteString("server", Text(quic.Server));
        Instant(json, "started", quic.Started);
        json.WriteString("version", quic.Version);
        json.WriteOptional("sni", quic.ServerName);
        if (quic.OfferedProtocols.Count > 0) json.WriteStrings("alpn_offered", quic.OfferedProtocols);
        json.WriteExactSeconds("handshake_rtt_seconds", quic.HandshakeRtt);
        if (quic.Ambiguous) json.WriteBoolean("ambiguous", true);
        json.WriteBoolean("retry", quic.Retry);
        json.WriteEndObject();
    }

    private static void Distribution(Utf8JsonWriter json, string name, Distribution times)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", times.Count);
        if (times.Count > 0)
        {
            json.WriteExactSeconds("min", times.Min);
            json.WriteExactSeconds("mean", times.Mean);
            json.WriteExactSeconds("p50", times.P50);
            json.WriteExactSeconds("p75", times.P75);
            json.WriteExactSeconds("p90", times.P90);
            json.WriteExactSeconds("p95", times.P95);
            json.WriteExactSeconds("p99", times.P99);
            json.WriteExactSeconds("p999", times.P999);
            json.WriteExactSeconds("max", times.Max);
        }
        json.WriteEndObject();
    }

    private static void Instant(Utf8JsonWriter json, string name, DateTimeOffset instant) =>
        json.WriteString(name, instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture));

    private static string Text(IPEndPoint point) => point.ToString();
}
