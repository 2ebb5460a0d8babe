namespace LoadProbe.Capture.Tests;

/// <summary>TLS without keys.</summary>
public class TlsTests
{
    [Fact]
    public void Version_name_and_handshake_time_are_read_from_a_hello_of_two_segments()
    {
        FlowSummary flow = Captures.Analyze(Captures.Own("zeek_chrome-tls-x25519-kyber.pcap")).Flows[0];

        Assert.Equal("tls", flow.Protocol);
        Assert.Equal("TLS 1.3", flow.Tls!.Version);
        Assert.False(string.IsNullOrEmpty(flow.Tls.ServerName));
        Assert.InRange(flow.Tls.Duration!.Value, flow.Handshake.NetworkRtt!.Value, flow.Duration);
    }

    [Fact]
    public void A_session_ticket_after_the_first_request_is_not_its_answer()
    {
        FlowSummary flow = Handshake(out long client, out long server)
            .Client(client, Record(100), server)
            .After(1).Server(server, [.. Record(250), .. Record(250)], client + 105)
            .After(200).Server(server + 510, Record(80), client + 105).Flow();

        Exchange exchange = Assert.Single(flow.Exchanges);
        Assert.Equal(server + 510, exchange.ServerFrom);
        Assert.Equal(TimeSpan.FromMilliseconds(201), exchange.ResponseFirst - exchange.RequestLast);
    }

    [Fact]
    public void Tickets_alone_are_no_answer_at_all()
    {
        FlowSummary flow = Handshake(out long client, out long server)
            .Client(client, Record(100), server).After(1).Server(server, [.. Record(250), .. Record(250)], client + 105).Flow();

        Assert.Null(Assert.Single(flow.Exchanges).ResponseFirst);
    }

    [Fact]
    public void A_record_that_does_not_acknowledge_the_request_cannot_answer_it()
    {
        FlowSummary flow = Handshake(out long client, out long server)
            .Client(client, Record(100), server)
            .After(1).Server(server, Record(250), client)
            .After(20).Server(server + 255, Record(80), client + 105).Flow();

        Assert.Equal(server + 255, Assert.Single(flow.Exchanges).ServerFrom);
    }

    [Fact]
    public void Tickets_are_told_even_when_the_snap_length_cut_the_handshake()
    {
        PacketFile file = Handshake(out long client, out long server, cut: 200)
            .Client(client, Record(100), server).After(1).Server(server, [.. Record(250), .. Record(250)], client + 105).After(200).Server(server + 510, Record(80), client + 105);

        Assert.Equal(server + 510, Assert.Single(file.Flow().Exchanges).ServerFrom);
    }

    [Fact]
    public void An_answer_of_two_records_without_tickets_stays_whole()
    {
        FlowSummary flow = Handshake(out long client, out long server)
            .Client(client, Record(100), server).After(20).Server(server, [.. Record(180), .. Record(900)], client + 105).Flow();

        Assert.Equal(server, Assert.Single(flow.Exchanges).ServerFrom);
    }

    [Fact]
    public void The_close_of_an_idle_connection_does_not_stretch_the_last_answer()
    {
        FlowSummary flow = Handshake(out long client, out long server)
            .Client(client, Record(100), server).After(20).Server(server, Record(180), client + 105)
            .After(60_000).Server(server + 185, Record(19), client + 105).Flow();

        Assert.Equal(TimeSpan.Zero, Assert.Single(flow.Exchanges).ResponseLast - flow.Exchanges[0].ResponseFirst);
    }

    [Fact]
    public void A_later_answer_like_the_first_one_is_not_taken_for_a_ticket()
    {
        FlowSummary flow = Handshake(out long client, out long server)
            .Client(client, Record(100), server).After(20).Server(server, Record(180), client + 105)
            .After(20).Client(client + 105, Record(100), server + 185).After(20).Server(server + 185, Record(180), client + 210).Flow();

        Assert.Equal([server, server + 185], flow.Exchanges.Select(exchange => exchange.ServerFrom));
    }

    /// <summary>A TLS 1.3 handshake as it looks on the wire: hello, hello, protected records, the client's Finished.</summary>
    internal static PacketFile Handshake(out long client, out long server, int? cut = null)
    {
        byte[] clientHello = [22, 3, 1, 0, 42, 1, 0, 0, 38, 3, 3, .. new byte[32], 0, 0, 0, 0];
        byte[] serverHello = [22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3, .. new byte[32], 0, 0x13, 1, 0, 0, 6, 0, 43, 0, 2, 3, 4];
        byte[] flight = [.. serverHello, .. Record(100), .. Record(300)];
        byte[] finished = [20, 3, 3, 0, 1, 1, .. Record(53)];
        client = clientHello.Length + finished.Length;
        server = flight.Length;
        return new PacketFile { SnapLength = cut }.Handshake().Client(0, clientHello).After(10).Server(0, flight, clientHello.Length).After(1).Client(clientHello.Length, finished, flight.Length);
    }

    internal static byte[] Record(int length) => [23, 3, 3, (byte)(length >> 8), (byte)length, .. new byte[length]];
}
