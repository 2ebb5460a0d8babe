using System.Text.Json;

namespace LoadProbe.Capture.Tests;

/// <summary>The shape of <c>analyze --json</c>, which others rely on.</summary>
public class AnalysisJsonTests
{
    private const string Get = "GET /a HTTP/1.1\r\n\r\n";
    private const string Ok = "HTTP/1.1 204 No Content\r\n\r\n";

    [Fact]
    public void A_flow_has_every_key_of_the_contract()
    {
        JsonElement flow = Written(Sample()).GetProperty("flows")[0];

        Assert.Equal("tcp", flow.GetProperty("protocol").GetString());
        Assert.Equal("10.0.0.1:40000", flow.GetProperty("client").GetString());
        Assert.Equal("2023-11-14T22:13:20Z", flow.GetProperty("started").GetString());
        foreach (string name in (string[])["packets", "bytes", "payload_bytes", "retransmissions", "fast_retransmissions", "spurious_retransmissions", "out_of_order",
            "lost_segments", "duplicate_acks", "zero_windows", "window_fulls", "keep_alives", "resets", "rtt_seconds"])
        {
            Assert.True(flow.GetProperty(name).TryGetProperty("client", out _), name);
            Assert.True(flow.GetProperty(name).TryGetProperty("server", out _), name);
        }
        JsonElement handshake = flow.GetProperty("handshake");
        Assert.True(handshake.GetProperty("complete").GetBoolean());
        Assert.Equal((0.01m, 0.001m, 0.011m), (Number(handshake, "network_rtt_seconds"), Number(handshake, "client_ack_seconds"), Number(handshake, "initial_rtt_seconds")));
        Assert.Equal(2, flow.GetProperty("rtt_seconds").GetProperty("client").GetProperty("count").GetInt32());
        foreach (string name in (string[])["min", "mean", "p50", "p75", "p90", "p95", "p99", "p999", "max"])
            Assert.InRange(Number(flow.GetProperty("rtt_seconds").GetProperty("client"), name), 0.01m, 0.03m);
        Assert.Equal("fin", flow.GetProperty("end").GetString());
    }

    [Fact]
    public void A_request_has_its_seconds_as_numbers()
    {
        JsonElement request = Written(Sample()).GetProperty("flows")[0].GetProperty("requests")[0];

        Assert.Equal(("http/1.x", "GET", "/a", 204), (request.GetProperty("protocol").GetString(), request.GetProperty("method").GetString(),
            request.GetProperty("target").GetString(), request.GetProperty("status").GetInt32()));
        Assert.Equal((0.03m, 0m, 0.03m, 0m), (Number(request, "server_response_seconds"), Number(request, "transfer_seconds"), Number(request, "total_seconds"), Number(request, "retransmit_delay_seconds")));
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        JsonElement flow = Written(new PacketFile().Client(0, Get).Analyze()).GetProperty("flows")[0];

        Assert.False(flow.GetProperty("handshake").TryGetProperty("network_rtt_seconds", out _));
        Assert.False(flow.GetProperty("requests")[0].TryGetProperty("server_response_seconds", out _));
        Assert.False(flow.TryGetProperty("tls", out _));
        Assert.False(flow.GetProperty("rtt_seconds").GetProperty("client").TryGetProperty("min", out _));
    }

    [Fact]
    public void The_document_counts_what_could_not_be_read()
    {
        JsonElement report = Written(Captures.Analyze(new PacketFile().Handshake().Bytes[..^5]));

        Assert.Equal(("test", 2, 1, 0), (report.GetProperty("file").GetString(), report.GetProperty("packets").GetInt32(), report.GetProperty("truncated").GetInt32(), report.GetProperty("malformed").GetInt32()));
        Assert.Equal(0.01m, Number(report, "duration_seconds"));
        Assert.Equal(0, report.GetProperty("dns").GetArrayLength());
    }

    [Fact]
    public void A_TLS_flow_tells_version_name_and_handshake()
    {
        JsonElement tls = Written(Captures.Analyze(Captures.Own("zeek_chrome-tls-x25519-kyber.pcap"))).GetProperty("flows")[0].GetProperty("tls");

        Assert.Equal("TLS 1.3", tls.GetProperty("version").GetString());
        Assert.NotEqual("", tls.GetProperty("sni").GetString());
        Assert.True(Number(tls, "handshake_seconds") > 0);
    }

    [Fact]
    public void A_TLS_flow_tells_what_was_agreed_and_where_its_time_went()
    {
        byte[] hello = TlsBytes.Record(22, TlsBytes.ClientHello(TlsBytes.Alpn("h2", "http/1.1")));
        byte[] flight = [.. TlsBytes.Record(22, TlsBytes.ServerHello(0xC02F, null, TlsBytes.Alpn("h2"))), .. TlsBytes.ChangeCipherSpec, .. TlsBytes.Record(22, new byte[40])];
        JsonElement tls = Written(new PacketFile().Handshake().Client(0, hello).After(12).Server(0, flight, hello.Length).After(1)
            .Client(hello.Length, [.. TlsBytes.Record(21, 2, 46), .. TlsBytes.ChangeCipherSpec, .. TlsBytes.Record(22, new byte[40])], flight.Length).Analyze()).GetProperty("flows")[0].GetProperty("tls");

        Assert.Equal(["version", "handshake_seconds", "hello_retry", "cipher", "alpn", "alpn_offered", "resumed", "early_data", "server_hello_seconds", "network_seconds", "server_seconds",
            "client_seconds", "alert"], tls.EnumerateObject().Select(property => property.Name));
        Assert.Equal((0.012m, 0.01m, 0.002m, 0.001m), (Number(tls, "server_hello_seconds"), Number(tls, "network_seconds"), Number(tls, "server_seconds"), Number(tls, "client_seconds")));
        Assert.Equal("""{"by":"client","level":"fatal","description":"certificate_unknown"}""", JsonSerializer.Serialize(tls.GetProperty("alert")));
    }

    [Fact]
    public void A_stream_of_HTTP_2_has_the_keys_of_a_request_and_why_it_was_given_up()
    {
        byte[] ask = [.. Http2Bytes.Preface, .. Http2Bytes.Get(1, "/a"), .. Http2Bytes.Get(3, "/b")];
        byte[] answer = [.. Http2Bytes.Settings, .. Http2Bytes.Answer(1, "200"), .. Http2Bytes.Trailers(1, "grpc-status", "5"), .. Http2Bytes.Reset(3, 8)];
        JsonElement flow = Written(new PacketFile().Handshake().Client(0, ask).After(30).Server(0, answer, ask.Length).Analyze()).GetProperty("flows")[0];
        JsonElement called = flow.GetProperty("requests")[0], reset = flow.GetProperty("requests")[1];

        Assert.Equal(["protocol", "method", "target", "status", "grpc_status", "started", "server_response_seconds", "transfer_seconds", "total_seconds", "retransmit_delay_seconds"],
            called.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("http/2", "http/2", 5, "cancel"), (flow.GetProperty("application").GetString(), called.GetProperty("protocol").GetString(),
            called.GetProperty("grpc_status").GetInt32(), reset.GetProperty("error").GetString()));
        Assert.False(reset.TryGetProperty("status", out _));
        Assert.Equal(1, flow.GetProperty("exchanges").GetArrayLength());
    }

    [Fact]
    public void A_QUIC_connection_has_its_keys_beside_DNS()
    {
        byte[] initial = QuicBytes.Initial([1, 2, 3, 4, 5, 6, 7, 8], [9], 0, QuicBytes.Crypto(0, TlsBytes.ClientHello(TlsBytes.ServerName("a.test"), TlsBytes.Alpn("h3"))));
        JsonElement quic = Written(new PacketFile().Datagram(true, initial).After(20).Datagram(false, QuicBytes.Handshake([9], [7])).Analyze()).GetProperty("quic")[0];

        Assert.Equal("""{"client":"10.0.0.1:50000","server":"10.0.0.2:443","started":"2023-11-14T22:13:20Z","version":"QUIC v1","sni":"a.test","alpn_offered":["h3"],"handshake_rtt_seconds":0.02,"retry":false}""",
            JsonSerializer.Serialize(quic));
    }

    [Fact]
    public void A_flow_tells_what_the_network_did_and_in_what_words()
    {
        JsonElement network = Written(new PacketFile().Handshake().Client(0, Get).After(10).ServerAck(0, Get.Length).ClientFin(Get.Length, 0).Analyze()).GetProperty("flows")[0].GetProperty("network");

        foreach (string side in (string[])["client", "server"])
        {
            Assert.Equal(["payload_segments", "lost", "retransmissions", "retransmission_delay_seconds", "reordered", "capture_loss", "capture_duplicates", "sack_blocks", "dsacks",
                "zero_window_seconds", "window_full_seconds", "keep_alives"], network.GetProperty(side).EnumerateObject().Select(property => property.Name));
            Assert.Equal(["fast", "tlp", "timeout", "spurious"], network.GetProperty(side).GetProperty("retransmissions").EnumerateObject().Select(property => property.Name));
        }
        JsonElement rtt = network.GetProperty("rtt");
        Assert.Equal((0.01m, "karn", 0.01m), (Number(rtt, "min_seconds"), rtt.GetProperty("handshake").GetProperty("estimator").GetString(), Number(rtt.GetProperty("handshake"), "seconds")));
        Assert.Equal(1, rtt.GetProperty("seq_ack").GetProperty("n").GetInt32());
        foreach (string name in (string[])["min", "p50", "p95", "p99", "max"]) Assert.Equal(0.01m, Number(rtt.GetProperty("seq_ack"), name));
        Assert.Equal(0, rtt.GetProperty("timestamps").GetProperty("n").GetInt32());
        JsonElement connection = network.GetProperty("connection");
        Assert.Equal(("half_close", false, 0, 0m), (connection.GetProperty("outcome").GetString(), connection.GetProperty("mid_stream").GetBoolean(),
            connection.GetProperty("syn_retransmissions").GetInt32(), Number(connection, "syn_retransmission_delay_seconds")));
    }

    [Fact]
    public void A_reset_is_told_with_who_and_when()
    {
        JsonElement reset = Written(new PacketFile().Handshake().Client(0, Get).After(30).ServerReset(0, Get.Length).Analyze())
            .GetProperty("flows")[0].GetProperty("network").GetProperty("connection").GetProperty("reset");

        Assert.Equal(("server", 0.041m, 0.03m), (reset.GetProperty("by").GetString(), Number(reset, "after_seconds"), Number(reset, "since_last_data_seconds")));
    }

    [Fact]
    public void Wireshark_s_counting_alone_is_the_same_without_the_network()
    {
        JsonElement alone = Written(Sample(), network: false).GetProperty("flows")[0], both = Written(Sample()).GetProperty("flows")[0];

        Assert.Equal(both.EnumerateObject().Where(property => property.Name != "network").Select(property => property.ToString()), alone.EnumerateObject().Select(property => property.ToString()));
        Assert.True(both.TryGetProperty("network", out _));
    }

    private static CaptureReport Sample() =>
        new PacketFile().Handshake().Client(0, Get).After(30).Server(0, Ok, Get.Length).ClientFin(Get.Length, Ok.Length).Analyze();

    private static JsonElement Written(CaptureReport report, bool network = true)
    {
        using var stream = new MemoryStream();
        AnalysisJson.Write(report, stream, network);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    private static decimal Number(JsonElement parent, string name) => parent.GetProperty(name).GetDecimal();
}
