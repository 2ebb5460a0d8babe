using System.Net;

namespace LoadProbe.Capture.Tests;

/// <summary>Requests of a browser over HTTP/2, whose frames are encrypted.</summary>
public class PageJoinTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly string Request = new('q', 100), Settings = new('s', 31), Response = new('r', 300);

    [Fact]
    public void A_request_alone_on_its_connection_has_a_server_time() =>
        Assert.Equal(TimeSpan.FromMilliseconds(20), Figures(new PacketFile().Handshake().Client(0, Request).After(30).Server(0, Response, 100)).ServerResponse);

    [Fact]
    public void It_has_none_when_the_browser_says_something_later_that_may_not_be_of_it() =>
        HasNone(new PacketFile().Handshake().Client(0, Request).After(5).Client(100, Settings).After(25).Server(0, Response, 131));

    [Fact]
    public void It_has_none_when_the_browser_answers_something_of_the_server_meanwhile() =>
        HasNone(new PacketFile().Handshake().Client(0, Request).After(2).Server(0, Settings, 100).After(3).Client(100, Settings, 31).After(25).Server(31, Response, 131));

    [Fact]
    public void The_answer_before_it_is_not_in_its_way()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Request).After(30).Server(0, Response, 100).After(1).Client(100, Request, 300).After(70).Server(300, Response, 200);

        Assert.Equal([TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(60)],
            PageJoin.Find([Use(11, 41), Use(42, 112)], _ => file.Analyze().Flows).Select(figures => figures.ServerResponse));
    }

    private static void HasNone(PacketFile file)
    {
        PacketFigures figures = Figures(file);
        Assert.Equal((null, CaptureReason.Ambiguous), (figures.ServerResponse, figures.Reason));
        Assert.Equal(TimeSpan.FromMilliseconds(10), figures.NetworkRtt);
    }

    private static PacketFigures Figures(PacketFile file) => Assert.Single(PageJoin.Find([Use(11, 11 + 30)], _ => file.Analyze().Flows));

    /// <param name="sent">Milliseconds.</param>
    /// <param name="answered">Milliseconds.</param>
    private static ElementUse Use(double sent, double answered) => new()
    {
        Connection = 1,
        Protocol = "h2",
        Remote = IPEndPoint.Parse("10.0.0.2:80"),
        Local = IPEndPoint.Parse("10.0.0.1:40000"),
        Sent = Start.AddMilliseconds(sent),
        Answered = Start.AddMilliseconds(answered),
        Headed = Start.AddMilliseconds(answered + 1),
        Ended = Start.AddMilliseconds(answered + 1),
    };
}
