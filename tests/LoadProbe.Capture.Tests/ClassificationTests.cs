namespace LoadProbe.Capture.Tests;

/// <summary>What each packet of a conversation is taken for.</summary>
public class ClassificationTests
{
    private static readonly string Hundred = new('x', 100);

    [Fact]
    public void The_network_round_trip_is_from_SYN_to_SYN_ACK()
    {
        FlowSummary flow = new PacketFile().Handshake().Flow();

        Assert.Equal(new HandshakeTimes(true, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(11), TimeSpan.FromMilliseconds(11), false), flow.Handshake);
        Assert.Equal(("10.0.0.1:40000", "10.0.0.2:80"), (flow.Client.ToString(), flow.Server.ToString()));
    }

    [Fact]
    public void A_repeated_SYN_makes_the_round_trip_ambiguous_and_gives_no_sample()
    {
        FlowSummary flow = new PacketFile().Send(true, 0, 0, 2).After(1000).Handshake().Flow();

        Assert.True(flow.Handshake.Ambiguous);
        Assert.Equal(TimeSpan.FromMilliseconds(1010), flow.Handshake.NetworkRtt);
        Assert.Equal(0, flow.Rtt.Client.Count);
        Assert.Equal(1, flow.Retransmissions.Client);
    }

    [Fact]
    public void A_range_sent_again_after_long_is_a_retransmission_and_delays()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, Hundred).After(250).Client(0, Hundred).After(10).Server(0, Hundred, 100).Flow();

        Assert.Equal(new Sides<long>(1, 0), flow.Retransmissions);
        Assert.Equal(TimeSpan.FromMilliseconds(250), Assert.Single(flow.Exchanges).RetransmitDelay);
        Assert.Equal(1, flow.Rtt.Client.Count);
    }

    [Fact]
    public void What_was_acknowledged_before_is_a_spurious_retransmission()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, Hundred).After(10).ServerAck(0, 100).After(300).Client(0, Hundred).Flow();

        Assert.Equal(new Sides<long>(1, 0), flow.SpuriousRetransmissions);
        Assert.Equal(new Sides<long>(1, 0), flow.Retransmissions);
    }

    [Fact]
    public void After_two_duplicate_acknowledgements_a_retransmission_is_fast()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).Client(200, Hundred).After(10)
            .ServerAck(0, 0, 900).ServerAck(0, 0, 900).ServerAck(0, 0, 900).After(1).Client(0, Hundred).Flow();

        Assert.Equal(2, flow.DuplicateAcks.Server);
        Assert.Equal(new Sides<long>(1, 0), flow.FastRetransmissions);
    }

    [Fact]
    public void A_hole_filled_sooner_than_a_round_trip_is_a_lost_segment_that_came_out_of_order()
    {
        FlowSummary flow = new PacketFile().Handshake().Server(100, Hundred).After(2).Server(0, Hundred).Flow();

        Assert.Equal((new Sides<long>(0, 1), new Sides<long>(0, 1), new Sides<long>(0, 0)), (flow.LostSegments, flow.OutOfOrder, flow.Retransmissions));
    }

    [Fact]
    public void A_hole_filled_later_was_a_loss_and_its_time_is_the_delay()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, Hundred).After(20).Server(100, Hundred, 100).After(40).Server(0, Hundred, 100).Flow();

        Assert.Equal(new Sides<long>(0, 1), flow.Retransmissions);
        Exchange exchange = Assert.Single(flow.Exchanges);
        Assert.Equal(TimeSpan.FromMilliseconds(40), exchange.RetransmitDelay);
        Assert.Equal((0, 200), (exchange.ServerFrom, exchange.ServerTo));
    }

    [Fact]
    public void A_window_of_zero_is_counted_for_who_closed_it()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, Hundred).ServerAck(0, 100, 0).After(200).ServerAck(0, 100, 500).Flow();

        Assert.Equal(new Sides<long>(0, 1), flow.ZeroWindows);
    }

    [Fact]
    public void Data_up_to_the_edge_of_the_window_fills_it()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, new string('x', 1000)).Flow();

        Assert.Equal(new Sides<long>(1, 0), flow.WindowFulls);
    }

    [Fact]
    public void One_byte_before_the_next_is_a_keep_alive_and_no_retransmission()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, Hundred).ServerAck(0, 100).After(5000).Client(99, "x").Flow();

        Assert.Equal((new Sides<long>(1, 0), new Sides<long>(0, 0)), (flow.KeepAlives, flow.Retransmissions));
    }

    [Fact]
    public void The_end_is_told_by_FIN_and_RST()
    {
        Assert.Equal(FlowEnd.Open, new PacketFile().Handshake().Flow().End);
        Assert.Equal(FlowEnd.Fin, new PacketFile().Handshake().ClientFin(0, 0).Flow().End);
        FlowSummary reset = new PacketFile().Handshake().ServerReset(0, 0).Flow();
        Assert.Equal((FlowEnd.Reset, 1), (reset.End, reset.Resets.Server));
    }

    [Fact]
    public void A_SYN_with_another_initial_number_begins_another_flow_on_the_same_ports()
    {
        CaptureReport report = new PacketFile().Handshake().ClientFin(0, 0).After(1000).Send(true, 0, 0, 2, isn: 777_777).Analyze();

        Assert.Equal(2, report.Flows.Count);
        Assert.Equal(4, report.Flows[0].Packets.Client + report.Flows[0].Packets.Server);
    }

    [Fact]
    public void Without_a_SYN_the_higher_port_is_the_client() =>
        Assert.Equal("10.0.0.1:40000", new PacketFile().Server(0, Hundred).Flow().Client.ToString());

    [Fact]
    public void The_table_gives_way_to_new_conversations_and_says_so()
    {
        var file = new PacketFile();
        for (ushort port = 1000; port < 1010; port++) file.Handshake(port);
        CaptureReport report = CaptureAnalysis.Run(new MemoryStream(file.Bytes), "test", new FlowOptions { Capacity = 4, Finished = 3, KeepsLatest = true })!;

        Assert.Equal((6, 3, 7), (report.Evicted, report.Unlisted, report.Flows.Count));
        Assert.Equal(1009, report.Flows[^1].Client.Port);
    }

    [Fact]
    public void Of_more_conversations_than_are_listed_those_with_trouble_stay()
    {
        var file = new PacketFile();
        for (ushort port = 1000; port < 1010; port++)
        {
            if (port is 1005 or 1007) file.Send(true, 0, 0, 2, port: port).After(1000).Send(true, 0, 0, 2, port: port);
            else file.Handshake(port);
        }
        CaptureReport report = CaptureAnalysis.Run(new MemoryStream(file.Bytes), "test", new FlowOptions { Capacity = 1, Finished = 3 })!;

        Assert.Equal((9, 6), (report.Evicted, report.Unlisted));
        Assert.Equal([1002, 1005, 1007, 1009], report.Flows.Select(flow => flow.Client.Port));
        Assert.Equal([1005, 1007, 1009], CaptureAnalysis.Run(new MemoryStream(file.Bytes), "test", new FlowOptions { Capacity = 1, Finished = 2 })!.Flows.Select(flow => flow.Client.Port));
        Assert.Equal([1005, 1009], CaptureAnalysis.Run(new MemoryStream(file.Bytes), "test", new FlowOptions { Capacity = 1, Finished = 1 })!.Flows.Select(flow => flow.Client.Port));
    }

    [Fact]
    public void The_conversation_unused_longest_gives_way()
    {
        var file = new PacketFile();
        foreach (ushort port in (ushort[])[1000, 1001, 1002]) file.Handshake(port);
        file.Send(true, 1, 1, 16, port: 1000).Send(true, 1, 1, 16, port: 1001);
        file.Handshake(1003).Send(true, 1, 1, 16, port: 1000).Handshake(1004);
        CaptureReport report = CaptureAnalysis.Run(new MemoryStream(file.Bytes), "test", new FlowOptions { Capacity = 3, Finished = 0 })!;

        Assert.Equal([1000, 1003, 1004], report.Flows.Select(flow => flow.Client.Port));
    }
}
