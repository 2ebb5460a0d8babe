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
        Seconds(json, "duration_seconds", report.Duration);
        json.WriteNumber("evicted", report.Evicted);
        json.WriteNumber("unlisted", report.Unlisted);
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

    private static void Flow(Utf8JsonWriter json, FlowSummary flow, bool network)
    {
        json.WriteStartObject();
        json.WriteString("protocol", "tcp");
        json.WriteNumber("number", flow.Number);
        json.WriteString("client", Text(flow.Client));
        json.WriteString("server", Text(flow.Server));
        Instant(json, "started", flow.Started);
        Seconds(json, "duration_seconds", flow.Duration);
        json.WriteString("application", flow.Protocol);
        Sides(json, "packets", flow.Packets);
        Sides(json, "bytes", flow.Bytes);
        Sides(json, "payload_bytes", flow.PayloadBytes);
        Handshake(json, flow.Handshake);
        Sides(json, "retransmissions", flow.Retransmissions);
        Sides(json, "fast_retransmissions", flow.FastRetransmissions);
        Sides(json, "spurious_retransmissions", flow.SpuriousRetransmissions);
        Sides(json, "out_of_order", flow.OutOfOrder);
        Sides(json, "lost_segments", flow.LostSegments);
        Sides(json, "duplicate_acks", flow.DuplicateAcks);
        Sides(json, "zero_windows", flow.ZeroWindows);
        Sides(json, "window_fulls", flow.WindowFulls);
        Sides(json, "keep_alives", flow.KeepAlives);
        Sides(json, "resets", flow.Resets);
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

    private static void Handshake(Utf8JsonWriter json, in HandshakeTimes handshake)
    {
        json.WriteStartObject("handshake");
        json.WriteBoolean("complete", handshake.Complete);
        if (handshake.Ambiguous) json.WriteBoolean("ambiguous", true);
        Seconds(json, "network_rtt_seconds", handshake.NetworkRtt);
        Seconds(json, "client_ack_seconds", handshake.ClientAck);
        Seconds(json, "initial_rtt_seconds", handshake.InitialRtt);
        json.WriteEndObject();
    }

    private static void Request(Utf8JsonWriter json, FlowRequest request)
    {
        json.WriteStartObject();
        json.WriteString("protocol", request.Protocol);
        if (request.Method is not null) json.WriteString("method", request.Method);
        if (request.Target is not null) json.WriteString("target", request.Target);
        if (request.Status is { } status) json.WriteNumber("status", status);
        if (request.GrpcStatus is { } grpc) json.WriteNumber("grpc_status", grpc);
        if (request.Error is not null) json.WriteString("error", request.Error);
        Instant(json, "started", request.Started);
        Seconds(json, "server_response_seconds", request.ServerResponse);
        Seconds(json, "transfer_seconds", request.Transfer);
        Seconds(json, "total_seconds", request.Total);
        Seconds(json, "retransmit_delay_seconds", request.RetransmitDelay);
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
        Seconds(json, "server_response_seconds", exchange.ResponseFirst - exchange.RequestLast);
        Seconds(json, "transfer_seconds", exchange.ResponseLast - exchange.ResponseFirst);
        Seconds(json, "total_seconds", exchange.ResponseLast - exchange.RequestFirst);
        Seconds(json, "retransmit_delay_seconds", exchange.RetransmitDelay);
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
        Instant(json, "started", dns.Started);
        if (dns.ResponseCode is { } code) json.WriteNumber("response_code", code);
        Seconds(json, "response_seconds", dns.ResponseTime);
        json.WriteNumber("retransmissions", dns.Retransmissions);
        json.WriteEndObject();
    }

    private static void Quic(Utf8JsonWriter json, QuicConnection quic)
    {
        json.WriteStartObject();
        json.WriteString("client", Text(quic.Client));
        json.WriteString("server", Text(quic.Server));
        Instant(json, "started", quic.Started);
        json.WriteString("version", quic.Version);
        if (quic.ServerName is not null) json.WriteString("sni", quic.ServerName);
        if (quic.OfferedProtocols.Count > 0)
        {
            json.WriteStartArray("alpn_offered");
            foreach (string name in quic.OfferedProtocols) json.WriteStringValue(name);
            json.WriteEndArray();
        }
        Seconds(json, "handshake_rtt_seconds", quic.HandshakeRtt);
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
            Seconds(json, "min", times.Min);
            Seconds(json, "mean", times.Mean);
            Seconds(json, "p50", times.P50);
            Seconds(json, "p75", times.P75);
            Seconds(json, "p90", times.P90);
            Seconds(json, "p95", times.P95);
            Seconds(json, "p99", times.P99);
            Seconds(json, "p999", times.P999);
            Seconds(json, "max", times.Max);
        }
        json.WriteEndObject();
    }

    private static void Sides(Utf8JsonWriter json, string name, Sides<long> sides)
    {
        json.WriteStartObject(name);
        json.WriteNumber("client", sides.Client);
        json.WriteNumber("server", sides.Server);
        json.WriteEndObject();
    }

    private static void Seconds(Utf8JsonWriter json, string name, TimeSpan? span)
    {
        // decimal writes 0.0000521 where double would write 5.21E-05.
        if (span is { } known) json.WriteNumber(name, (decimal)known.Ticks / TimeSpan.TicksPerSecond);
    }

    private static void Instant(Utf8JsonWriter json, string name, DateTimeOffset instant) =>
        json.WriteString(name, instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture));

    private static string Text(IPEndPoint point) => point.ToString();
}
