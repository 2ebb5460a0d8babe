using System.Net;

namespace LoadProbe.Capture.Tests;

/// <summary>A request is found in packets by the bytes it wrote, not by its time.</summary>
public class PacketJoinTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly string Request = new('q', 100), Response = new('r', 300);

    [Fact]
    public void Each_request_of_a_keep_alive_connection_gets_its_own_figures()
    {
        FlowSummary flow = TwoRequests().Flow();

        Assert.Equal(TimeSpan.FromMilliseconds(20), Find(flow, 0, 100).ServerResponse);
        PacketFigures second = Find(flow, 100, 200);
        Assert.Equal((TimeSpan.FromMilliseconds(70), TimeSpan.FromMilliseconds(80)), (second.ServerResponse, second.ApplicationResponse));
        Assert.Equal((ResponseEstimator.RttSubtract, false), (second.Estimator, second.Degraded));
    }

    [Fact]
    public void An_early_acknowledgement_splits_the_path_from_the_server()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, Request).After(12).ServerAck(0, 100).After(50).Server(0, Response, 100).Flow();

        PacketFigures figures = Find(flow, 0, 100);

        Assert.Equal((TimeSpan.FromMilliseconds(50), ResponseEstimator.AckSplit), (figures.ServerResponse, figures.Estimator));
    }

    [Fact]
    public void An_acknowledgement_that_was_held_back_is_not_believed()
    {
        FlowSummary flow = new PacketFile().Handshake().Client(0, Request).After(50).ServerAck(0, 100).After(150).Server(0, Response, 100).Flow();

        PacketFigures figures = Find(flow, 0, 100);

        Assert.Equal((TimeSpan.FromMilliseconds(190), ResponseEstimator.RttSubtract), (figures.ServerResponse, figures.Estimator));
    }

    [Fact]
    public void What_a_lost_request_waited_for_is_not_the_server_s_time()
    {
        FlowSummary lost = new PacketFile().Handshake().Client(0, Request).After(250).Client(0, Request).After(40).Server(0, Response, 100).Flow();
        FlowSummary needless = new PacketFile().Handshake().Client(0, Request).After(250).Client(0, Request).After(5).ServerSack(0, 100, (0, 100)).After(35).Server(0, Response, 100).Flow();

        Assert.Equal((TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(290)), (Find(lost, 0, 100).ServerResponse, Find(lost, 0, 100).ApplicationResponse));
        Assert.Equal(TimeSpan.FromMilliseconds(280), Find(needless, 0, 100).ServerResponse);
    }

    [Fact]
    public void Think_time_in_an_acknowledgement_that_came_with_the_answer_is_no_round_trip()
    {
        FlowSummary flow = TwoRequests().Flow();

        Assert.Equal(TimeSpan.FromMilliseconds(10), Find(flow, 100, 200).NetworkRtt);
    }

    [Fact]
    public void Bytes_that_were_not_seen_give_no_figures() =>
        Assert.Null(PacketJoin.Find([TwoRequests().Flow()], Use(200, 300)));

    [Fact]
    public void Without_the_SYN_the_time_chooses_and_the_figures_are_degraded()
    {
        FlowSummary flow = new PacketFile().Client(0, Request).After(30).Server(0, Response, 100).Flow();

        PacketFigures figures = Find(flow, 5000, 5100);

        Assert.Equal((TimeSpan.FromMilliseconds(30), true), (figures.ApplicationResponse, figures.Degraded));
        Assert.Null(figures.ServerResponse);
        Assert.Null(figures.NetworkRtt);
    }

    [Fact]
    public void The_latest_connection_on_the_same_ports_is_meant()
    {
        var file = new PacketFile();
        file.Handshake().Client(0, Request).After(20).Server(0, Response, 100).ClientFin(100, 300).After(10_000);
        file.Send(true, 0, 0, 2, isn: 777_777).After(10).Send(false, 0, 1, 18, isn: 777_777);
        file.Send(true, 1, 1, 24, new byte[100], isn: 777_777).After(90).Send(false, 1, 101, 24, new byte[10], isn: 777_777);
        IReadOnlyList<FlowSummary> flows = file.Analyze().Flows;

        Assert.Equal(TimeSpan.FromMilliseconds(90), PacketJoin.Find(flows, Use(0, 100) with { Started = Start.AddSeconds(9) })!.ApplicationResponse);
        Assert.Equal(TimeSpan.FromMilliseconds(20), PacketJoin.Find(flows, Use(0, 100) with { Ended = Start.AddSeconds(2) })!.ApplicationResponse);
    }

    [Fact]
    public void Retransmissions_and_their_delay_belong_to_the_request_that_waited()
    {
        FlowSummary flow = TwoRequests(repeatSecond: true).Flow();

        Assert.Equal((new Sides<long>(0, 0), TimeSpan.Zero), (Find(flow, 0, 100).Retransmissions!.Value, Find(flow, 0, 100).RetransmitDelay!.Value));
        Assert.Equal((new Sides<long>(1, 0), TimeSpan.FromMilliseconds(250)), (Find(flow, 100, 200).Retransmissions!.Value, Find(flow, 100, 200).RetransmitDelay!.Value));
    }

    [Fact]
    public void A_dial_that_only_connects_has_the_figures_of_its_connection()
    {
        PacketFigures figures = PacketJoin.Find([new PacketFile().Handshake().ClientFin(0, 0).Flow()], Use(0, 0))!;

        Assert.Equal((TimeSpan.FromMilliseconds(10), new Sides<long>(3, 1), false), (figures.NetworkRtt, figures.Packets!.Value, figures.Degraded));
        Assert.Null(figures.ServerResponse);
    }

    [Fact]
    public void A_first_request_counted_from_the_handshake_on_is_whole()
    {
        FlowSummary flow = TlsTests.Handshake(out long client, out long server).Client(client, TlsTests.Record(100), server).After(30).Server(server, TlsTests.Record(300), client + 105).Flow();

        Assert.False(Find(flow, 0, client + 105).Degraded);
        Assert.Equal(TimeSpan.FromMilliseconds(20), Find(flow, 0, client + 105).ServerResponse);
    }

    [Fact]
    public void An_answer_that_was_not_seen_leaves_its_figures_out()
    {
        PacketFigures figures = Find(new PacketFile().Handshake().Client(0, Request).Flow(), 0, 100);

        Assert.Equal(PacketTier.Packets, figures.Tier);
        Assert.Null(figures.ServerResponse);
        Assert.Null(figures.Transfer);
    }

    private static PacketFile TwoRequests(bool repeatSecond = false)
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Request).After(30).Server(0, Response, 100).ClientAck(100, 300)
            .After(30_000).Client(100, Request, 300);
        if (repeatSecond) file.After(250).Client(100, Request, 300);
        return file.After(80).Server(300, Response, 200);
    }

    private static PacketFigures Find(FlowSummary flow, long from, long to) => PacketJoin.Find([flow], Use(from, to))!;

    private static ConnectionUse Use(long from, long to) =>
        new(IPEndPoint.Parse("10.0.0.1:40000"), IPEndPoint.Parse("10.0.0.2:80"), from, to, 0, 0, Start, Start.AddMinutes(1));
}
