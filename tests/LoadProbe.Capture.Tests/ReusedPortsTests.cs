using System.Net;

namespace LoadProbe.Capture.Tests;

/// <summary>The same ports again, while an older connection on them is still known to the server or to us.</summary>
public class ReusedPortsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Get = "GET /a HTTP/1.1\r\n\r\n";

    /// <summary>The server answers the SYN for the older connection, is told that there is none any more, and then accepts (RFC 9293 §3.10.7.4). Its numbers may have been before or behind.</summary>
    [Theory]
    [InlineData(-2_000_000_000)]
    [InlineData(-50_000)]
    [InlineData(50_000)]
    [InlineData(2_000_000_000)]
    public void Bytes_count_from_the_connection_that_was_accepted_and_not_from_the_one_that_answered_first(long older)
    {
        PacketFile file = new PacketFile().Send(true, 0, 0, 2).After(10).Send(false, older, 555_555, 16).Send(true, 555_555, 0, 4).After(990).Send(true, 0, 0, 2).After(10).Send(false, 0, 1, 18).Send(true, 1, 1, 16);
        file.Client(0, Get).After(30).Server(0, Ok, Get.Length).ClientAck(Get.Length, Ok.Length).After(1000).Client(Get.Length, Get, Ok.Length).After(40).Server(Ok.Length, Ok, Get.Length * 2);
        FlowSummary flow = file.Flow();

        Assert.Equal([(0, Ok.Length), (Ok.Length, Ok.Length * 2)], flow.Exchanges.Select(exchange => (exchange.ServerFrom, exchange.ServerTo)));
        Assert.Equal([(0, Get.Length), (Get.Length, Get.Length * 2)], flow.Exchanges.Select(exchange => (exchange.ClientFrom, exchange.ClientTo)));
        Assert.Equal([30, 40], flow.Requests.Select(request => request.ServerResponse?.TotalMilliseconds));
        PacketFigures second = PacketJoin.Find([flow], Use(Get.Length, Get.Length * 2, 1, 60))!;
        Assert.Equal((TimeSpan.FromMilliseconds(40), new Sides<long>(0, 0), false), (second.ApplicationResponse, second.Retransmissions!.Value, second.Degraded));
    }

    [Fact]
    public void Figures_of_the_older_connection_are_not_those_of_a_request_the_capture_missed()
    {
        // Of the newer connection nothing but its SYN was captured, half a second after the older one ended.
        PacketFile file = new PacketFile().Handshake().Client(0, Get).After(20).Server(0, Ok, Get.Length).ClientFin(Get.Length, Ok.Length).After(500).Send(true, 0, 0, 2, isn: 777_777);
        IReadOnlyList<FlowSummary> flows = file.Analyze().Flows;

        Assert.Equal(2, flows.Count);
        PacketFigures missed = PacketJoin.Find(flows, Use(0, Get.Length, 0.52, 0.9))!;
        Assert.Equal((null, 1, true), (missed.ApplicationResponse, missed.Packets!.Value.Client, missed.Degraded));
        Assert.Equal(TimeSpan.FromMilliseconds(20), PacketJoin.Find(flows, Use(0, Get.Length, 0, 0.1))!.ApplicationResponse);
    }

    /// <summary>The capture lost the SYN, so that what follows seems to be of the older connection.</summary>
    [Fact]
    public void Bytes_of_a_connection_whose_SYN_was_missed_are_not_joined_to_requests_of_the_older_one()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Get).After(20).Server(0, Ok, Get.Length).ClientFin(Get.Length, Ok.Length).After(5000);
        file.Send(false, 400_000, 777_777, 18).Send(true, 777_777, 400_001, 16).Send(true, 777_777, 400_001, 24, new byte[100]).After(70).Send(false, 400_001, 777_877, 24, new byte[50]);

        PacketFigures? figures = PacketJoin.Find(file.Analyze().Flows, Use(0, 100, 4.9, 6));
        Assert.True(figures is null || figures.Degraded, $"{figures}");
        Assert.NotEqual(TimeSpan.FromMilliseconds(20), figures?.ApplicationResponse);
    }

    private static ConnectionUse Use(long from, long to, double started, double ended) =>
        new(IPEndPoint.Parse("10.0.0.1:40000"), IPEndPoint.Parse("10.0.0.2:80"), from, to, 0, 0, Start.AddSeconds(started), Start.AddSeconds(ended));
}
