using static LoadProbe.Capture.Tests.TlsBytes;

namespace LoadProbe.Capture.Tests;

/// <summary>Where the time of a TLS handshake went, and what was agreed in it. Values of captures are tshark's.</summary>
public class TlsDetailTests
{
    private static readonly byte[] Hello = Record(22, ClientHello(ServerName("a.test"), Alpn("h2", "http/1.1")));
    private static readonly byte[] Certificate = Record(22, [.. Message(11, new byte[300]), .. Message(14)]);
    private static readonly byte[] Protected = Record(22, new byte[40]);

    [Theory]
    [InlineData("zeek_chrome-tls-x25519-kyber.pcap", 0, "TLS 1.3", "TLS_AES_128_GCM_SHA256", "h2,http/1.1", 0.030076, 0.000146, false)]
    [InlineData("arkime_tls-split-client-hello.pcap", 0, "TLS 1.3", "TLS_AES_128_GCM_SHA256", "h2,http/1.1", 0.061581, 0.010149, false)]
    [InlineData("sv_tls-subjectaltname.pcap", 0, "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "", 0.036928, 0.023527, false)]
    [InlineData("sv_tls-subjectaltname.pcap", 10, "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "", 0.054264, 0.017556, false)]
    [InlineData("sv_tls-subjectaltname.pcap", 59, "TLS 1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "", 0.037663, 0.000521, true)]
    [InlineData("pcpp_example.pcap", 33, "TLS 1.0", "TLS_RSA_WITH_RC4_128_SHA", "", 0.038785, 0.031573, false)]
    public void A_captured_handshake_tells_what_was_agreed_and_who_took_how_long(string capture, int stream, string version, string cipher, string offered, double hello, double client, bool resumed)
    {
        TlsHandshake tls = Captures.Analyze(Captures.Need(capture)).Flows[stream].Tls!;

        Assert.Equal((version, cipher, offered), (tls.Version, tls.Cipher, string.Join(',', tls.OfferedProtocols)));
        Assert.Equal((Seconds(hello), Seconds(client)), (tls.ServerHello, tls.Client));
        Assert.Equal((resumed, false, false), (tls.Resumed, tls.EarlyData, tls.LostSync));
        Assert.Null(tls.Alert);
    }

    [Fact]
    public void A_certificate_in_many_records_is_read_to_its_end()
    {
        TlsHandshake tls = Captures.Analyze(Captures.Need("zeek_tls-fragmented-handshake.pcap")).Flows[0].Tls!;

        Assert.Equal(("TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", Seconds(0.009855)), (tls.Version, tls.Cipher, tls.ServerHello));
        Assert.Empty(tls.OfferedProtocols);
        Assert.False(tls.LostSync);
    }

    [Fact]
    public void Before_TLS_1_3_the_chosen_protocol_is_in_clear_and_a_whole_handshake_takes_two_round_trips()
    {
        byte[] flight = [.. Record(22, ServerHello(0xC02F, null, Alpn("h2"))), .. Certificate];
        byte[] answer = [.. Record(22, Message(16, new byte[60])), .. ChangeCipherSpec, .. Protected], end = [.. ChangeCipherSpec, .. Protected];
        TlsHandshake tls = new PacketFile().Handshake().Client(0, Hello).After(25).Server(0, flight, Hello.Length).After(3).Client(Hello.Length, answer, flight.Length)
            .After(12).Server(flight.Length, end, Hello.Length + answer.Length).Flow().Tls!;

        Assert.Equal(("TLS 1.2", "h2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", false), (tls.Version, tls.Protocol, tls.Cipher, tls.Resumed));
        Assert.Equal(["h2", "http/1.1"], tls.OfferedProtocols);
        Assert.Equal((Ms(40), Ms(25), Ms(20), Ms(15), Ms(3)), (tls.Duration, tls.ServerHello, tls.Network, tls.Server, tls.Client));
    }

    [Fact]
    public void A_session_taken_up_before_TLS_1_3_has_no_certificate_and_takes_one_round_trip()
    {
        byte[] flight = [.. Record(22, ServerHello(0xC02F)), .. ChangeCipherSpec, .. Protected];
        TlsHandshake tls = new PacketFile().Handshake().Client(0, Hello).After(11).Server(0, flight, Hello.Length).After(2)
            .Client(Hello.Length, [.. ChangeCipherSpec, .. Protected], flight.Length).Flow().Tls!;

        Assert.True(tls.Resumed);
        Assert.Equal((Ms(13), Ms(10), Ms(1), Ms(2)), (tls.Duration, tls.Network, tls.Server, tls.Client));
    }

    [Fact]
    public void A_certificate_that_may_have_been_cut_off_leaves_it_open_whether_a_session_was_taken_up()
    {
        byte[] flight = [.. Record(22, ServerHello(0xC02F)), .. Certificate, .. ChangeCipherSpec, .. Protected];
        TlsHandshake tls = new PacketFile { SnapLength = 200 }.Handshake().Client(0, Hello).After(11).Server(0, flight, Hello.Length).Flow().Tls!;

        Assert.Equal("TLS 1.2", tls.Version);
        Assert.Null(tls.Resumed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TLS_1_3_says_in_its_ServerHello_whether_a_session_was_taken_up_and_hides_the_protocol(bool taken)
    {
        byte[] flight = [.. Record(22, ServerHello(0x1302, null, taken ? [Version13, Extension(41, 0, 0)] : [Version13])), .. ChangeCipherSpec, .. TlsTests.Record(300)];
        TlsHandshake tls = new PacketFile().Handshake().Client(0, Hello).After(14).Server(0, flight, Hello.Length).After(2)
            .Client(Hello.Length, [.. ChangeCipherSpec, .. TlsTests.Record(53)], flight.Length).Flow().Tls!;

        Assert.Equal(("TLS 1.3", taken, "TLS_AES_256_GCM_SHA384"), (tls.Version, tls.Resumed, tls.Cipher));
        Assert.Null(tls.Protocol);
        Assert.Equal((Ms(16), Ms(10), Ms(4), Ms(2)), (tls.Duration, tls.Network, tls.Server, tls.Client));
    }

    [Fact]
    public void A_second_hello_costs_a_second_round_trip()
    {
        byte[] retry = [.. Record(22, ServerHello(0x1301, RetryRandom, Version13)), .. ChangeCipherSpec], again = [.. ChangeCipherSpec, .. Hello];
        byte[] flight = [.. Record(22, ServerHello(0x1301, null, Version13)), .. TlsTests.Record(300)];
        int asked = Hello.Length + again.Length;
        TlsHandshake tls = new PacketFile().Handshake().Client(0, Hello).After(11).Server(0, retry, Hello.Length).After(1).Client(Hello.Length, again, retry.Length)
            .After(13).Server(retry.Length, flight, asked).After(2).Client(asked, TlsTests.Record(53), retry.Length + flight.Length).Flow().Tls!;

        Assert.Equal(("TLS 1.3", true), (tls.Version, tls.HelloRetry));
        Assert.Equal((Ms(27), Ms(13), Ms(20), Ms(4), Ms(2)), (tls.Duration, tls.ServerHello, tls.Network, tls.Server, tls.Client));
    }

    [Fact]
    public void Application_data_before_the_server_has_said_anything_is_early_data()
    {
        TlsHandshake tls = new PacketFile().Handshake().Client(0, [.. Hello, .. ChangeCipherSpec, .. TlsTests.Record(80)]).After(14)
            .Server(0, Record(22, ServerHello(0x1301, null, Version13, Extension(41, 0, 0)))).Flow().Tls!;

        Assert.Equal((true, true), (tls.EarlyData, tls.Resumed));
    }

    [Fact]
    public void A_hello_in_many_records_and_segments_ends_with_its_last()
    {
        byte[] message = ClientHello(ServerName("a.test"), Alpn("h2")), first = Record(22, message[..50]), second = Record(22, message[50..]);
        TlsHandshake tls = new PacketFile().Handshake().Client(0, first[..7]).After(1).Client(7, first[7..]).After(4).Client(first.Length, second)
            .After(12).Server(0, Record(22, ServerHello(0x1301, null, Version13)), first.Length + second.Length).Flow().Tls!;

        Assert.Equal(("a.test", Ms(12), Ms(2)), (tls.ServerName, tls.ServerHello, tls.Server));
        Assert.Equal(["h2"], tls.OfferedProtocols);
    }

    [Theory]
    [InlineData(false, 2, 40, "handshake_failure")]
    [InlineData(false, 2, 70, "protocol_version")]
    [InlineData(true, 2, 48, "unknown_ca")]
    [InlineData(true, 1, 0, "close_notify")]
    [InlineData(false, 2, 201, "unknown_201")]
    public void The_first_alert_in_clear_is_told_with_who_sent_it(bool client, byte level, byte description, string word)
    {
        byte[] alert = Record(21, level, description);
        PacketFile file = new PacketFile().Handshake().Client(0, Hello).After(11);
        TlsHandshake tls = (client ? file.Client(Hello.Length, alert) : file.Server(0, alert, Hello.Length)).Flow().Tls!;

        Assert.Equal(new TlsAlert(client, level == 2, word), tls.Alert);
    }

    [Fact]
    public void A_protected_alert_is_none_in_clear()
    {
        byte[] flight = [.. Record(22, ServerHello(0xC02F)), .. ChangeCipherSpec, .. Protected, .. Record(21, 2, 40), .. Record(21, new byte[26])];
        TlsHandshake tls = new PacketFile().Handshake().Client(0, Hello).After(11).Server(0, flight, Hello.Length).Flow().Tls!;

        Assert.Null(tls.Alert);
    }

    [Fact]
    public void Bytes_that_are_no_record_lose_the_boundaries()
    {
        TlsHandshake tls = new PacketFile().Handshake().Client(0, Hello).After(11).Server(0, [.. Record(22, ServerHello(0xC02F)), 1, 2, 3, 4, 5, 6], Hello.Length).Flow().Tls!;

        Assert.True(tls.LostSync);
        Assert.Equal("TLS 1.2", tls.Version);
    }

    [Fact]
    public void Without_a_round_trip_its_share_and_the_server_s_are_unknown()
    {
        TlsHandshake tls = new PacketFile().Client(0, Hello).After(25).Server(0, Record(22, ServerHello(0x1301, null, Version13)), Hello.Length).Flow().Tls!;

        Assert.Equal(Ms(25), tls.ServerHello);
        Assert.Null(tls.Network);
        Assert.Null(tls.Server);
    }

    [Fact]
    public void Hellos_that_contradict_themselves_are_read_to_the_contradiction()
    {
        foreach (byte[] hello in (byte[][])[Hello, Record(22, ServerHello(0xC02F, null, Alpn("h2")))])
            for (int at = 5; at < hello.Length; at++)
                foreach (byte poison in (byte[])[0, 1, 0x7F, 0xFF])
                {
                    byte[] poisoned = [.. hello];
                    poisoned[at] = poison;
                    FlowSummary flow = new PacketFile().Handshake().Client(0, hello == Hello ? poisoned : Hello).After(11).Server(0, hello == Hello ? [] : poisoned, Hello.Length).Flow();

                    Assert.InRange(flow.Tls!.OfferedProtocols.Count, 0, 16);
                }
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
}
