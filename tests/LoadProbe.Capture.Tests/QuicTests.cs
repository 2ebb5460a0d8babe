using static LoadProbe.Capture.Tests.QuicBytes;

namespace LoadProbe.Capture.Tests;

/// <summary>Handshakes of QUIC version 1, of which the first packets can be opened by everybody.</summary>
public class QuicTests
{
    private static readonly byte[] First = [1, 2, 3, 4, 5, 6, 7, 8], Chosen = [11, 12, 13, 14], Second = [21, 22, 23, 24, 25, 26, 27, 28], Own = [31, 32];
    private static readonly byte[] Hello = TlsBytes.ClientHello(TlsBytes.ServerName("a.test"), TlsBytes.Alpn("h3"));

    /// <summary>RFC 9001 appendix A.1.</summary>
    [Fact]
    public void The_keys_follow_from_the_connection_id()
    {
        var keys = new QuicKeys(Convert.FromHexString("8394c8f03e515708"), stackalloc byte[QuicKeys.Room]);

        Assert.Equal(("1F369613DD76D5467730EFCBE3B1A22D", "FA044B2F42A3FD3B46FB255C", "9F50449E04A0E810283A1E9933ADEDD2"),
            (Convert.ToHexString(keys.Key), Convert.ToHexString(keys.Iv), Convert.ToHexString(keys.HeaderKey)));
    }

    /// <summary>Values are tshark's.</summary>
    [Theory]
    [InlineData("zeek_curl-http3-google.pcap", "www.google.de", "h3,h3-29,h3-28,h3-27", 0.040222, false)]
    [InlineData("zeek_quic-go_retry.pcap", "server4:443", "hq-interop", 0.036579, true)]
    public void A_captured_connection_tells_name_protocols_and_round_trip(string capture, string name, string offered, double seconds, bool retry)
    {
        QuicConnection quic = Assert.Single(Captures.Analyze(Captures.Need(capture)).Quic);

        Assert.Equal((name, offered, retry, false), (quic.ServerName, string.Join(',', quic.OfferedProtocols), quic.Retry, quic.Ambiguous));
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)), quic.HandshakeRtt);
        Assert.Equal(("QUIC v1", 443), (quic.Version, quic.Server.Port));
    }

    [Fact]
    public void A_hello_in_pieces_in_the_wrong_order_is_put_together()
    {
        byte[] later = [.. Crypto(60, Hello[60..]), 1], earlier = [.. Crypto(20, Hello[20..60]), 0, 0, .. Crypto(0, Hello[..25])];
        QuicConnection quic = Only(new PacketFile().Datagram(true, Initial(First, Own, 0, later)).Datagram(true, Initial(First, Own, 1, earlier))
            .After(30).Datagram(false, Handshake(Own, Chosen)));

        Assert.Equal(("a.test", Ms(30), false), (quic.ServerName, quic.HandshakeRtt, quic.Ambiguous));
        Assert.Equal(["h3"], quic.OfferedProtocols);
    }

    [Fact]
    public void After_a_Retry_the_round_trip_is_the_second_hello_s()
    {
        QuicConnection quic = Only(new PacketFile().Datagram(true, Initial(First, Own, 0, Crypto(0, Hello))).After(20).Datagram(false, Retry(Own, Second))
            .After(1).Datagram(true, Initial(Second, Own, 1, Crypto(0, Hello))).After(25).Datagram(false, Handshake(Own, Chosen)));

        Assert.Equal(("a.test", Ms(25), true, false), (quic.ServerName, quic.HandshakeRtt, quic.Retry, quic.Ambiguous));
    }

    [Fact]
    public void A_hello_sent_again_before_the_answer_leaves_the_round_trip_ambiguous()
    {
        byte[] initial = Initial(First, Own, 0, Crypto(0, Hello)), again = Initial(First, Own, 1, Crypto(0, Hello));
        QuicConnection quic = Only(new PacketFile().Datagram(true, initial).After(300).Datagram(true, again).After(20).Datagram(false, Handshake(Own, Chosen)));

        Assert.Equal((Ms(320), true), (quic.HandshakeRtt, quic.Ambiguous));
    }

    [Fact]
    public void What_the_client_says_after_the_answer_is_no_connection_of_its_own()
    {
        PacketFile file = new PacketFile().Datagram(true, Initial(First, Own, 0, Crypto(0, Hello))).After(20).Datagram(false, [.. Handshake(Own, Chosen), .. Handshake(Own, Chosen)])
            .Datagram(true, Initial(Chosen, Own, 1, 2, 0, 0, 0, 0)).Datagram(true, Short).Datagram(false, Short);

        Assert.False(Only(file).Ambiguous);
    }

    [Fact]
    public void Another_connection_on_the_same_ports_is_another()
    {
        PacketFile file = new PacketFile().Datagram(true, Initial(First, Own, 0, Crypto(0, Hello))).After(20).Datagram(false, Handshake(Own, Chosen))
            .After(500).Datagram(true, Initial(Second, Own, 0, Crypto(0, Hello))).After(10).Datagram(false, Handshake(Own, Chosen));

        Assert.Equal([Ms(20), Ms(10)], file.Analyze().Quic.Select(quic => quic.HandshakeRtt!.Value));
    }

    [Fact]
    public void Of_a_cut_packet_there_are_times_and_no_names()
    {
        QuicConnection quic = Only(new PacketFile().Datagram(true, [.. Initial(First, Own, 0, Crypto(0, Hello)), .. new byte[100]], captured: 200).After(20).Datagram(false, Handshake(Own, Chosen), captured: 60));

        Assert.Equal((null, Ms(20)), (quic.ServerName, quic.HandshakeRtt));
    }

    [Fact]
    public void What_cannot_be_opened_is_no_connection()
    {
        byte[] broken = Initial(First, Own, 0, Crypto(0, Hello));
        broken[^1] ^= 1;

        Assert.Empty(new PacketFile().Datagram(true, broken).Datagram(false, Handshake(Own, Chosen)).Analyze().Quic);
    }

    [Fact]
    public void Connections_beyond_the_bound_are_counted()
    {
        byte[] initial = Initial(First, Own, 0, Crypto(0, Hello));
        PacketFile file = new PacketFile().Datagram(true, initial).Datagram(false, Handshake(Own, Chosen)).Datagram(true, Initial(Second, Own, 0, Crypto(0, Hello)));
        CaptureReport report = CaptureAnalysis.Run(new MemoryStream(file.Bytes), "test", new FlowOptions { QuicConnections = 1 })!;

        Assert.Equal((1, 1), (report.Quic.Count, report.Unlisted));
    }

    [Fact]
    public void Packets_and_frames_that_contradict_themselves_are_read_to_the_contradiction()
    {
        byte[][] frames = [[6], [6, 0], [6, 0, 0x7F, 0xFF], [6, .. Enumerable.Repeat((byte)0xFF, 9)], [2, 0xFF], [2, 0, 0, 0xBF, 0xFF, 0xFF, 0xFF, 0], [3, 0, 0, 0, 0], [0x1C, 1], [.. Crypto(0, 1, 0xFF, 0xFF, 0xFF)], [.. Crypto(16_000, 1)]];
        foreach (byte[] one in frames) Assert.Null(Only(new PacketFile().Datagram(true, Initial(First, Own, 0, one))).ServerName);
        byte[] initial = Initial(First, Own, 0, Crypto(0, Hello));
        for (int at = 0; at < 40; at++)
            foreach (byte poison in (byte[])[0, 1, 0x15, 0x7F, 0xFF])
            {
                byte[] poisoned = [.. initial];
                poisoned[at] = poison;
                if (poisoned[at] != initial[at]) Assert.Empty(new PacketFile().Datagram(true, poisoned).Analyze().Quic);
            }
        for (int length = 0; length < 60; length++) Assert.Empty(new PacketFile().Datagram(true, initial[..length]).Analyze().Quic);
    }

    private static QuicConnection Only(PacketFile file) => Assert.Single(file.Analyze().Quic);

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
