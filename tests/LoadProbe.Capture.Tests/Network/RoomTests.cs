namespace LoadProbe.Capture.Tests;

/// <summary>How long a side had no room.</summary>
public class RoomTests
{
    private static readonly string Hundred = new('x', 100);

    [Fact]
    public void A_window_of_zero_lasts_until_one_that_is_not()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Hundred).ServerAck(0, 100, 0).After(200).ServerAck(0, 100, 0).After(300).ServerAck(0, 100, 500);

        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMilliseconds(500)), (file.Client().ZeroWindow, file.Server().ZeroWindow));
    }

    [Fact]
    public void One_that_is_still_open_ends_with_the_conversation() =>
        Assert.Equal(TimeSpan.FromMilliseconds(400), new PacketFile().Handshake().Server(0, Hundred).ClientAck(0, 100, 0).After(400).Server(100, "x").Client().ZeroWindow);

    [Fact]
    public void It_ends_with_FIN_and_with_RST()
    {
        PacketFile Begun() => new PacketFile().Handshake().Client(0, Hundred).ServerAck(0, 100, 0).After(50);

        Assert.Equal(TimeSpan.FromMilliseconds(50), Begun().ClientFin(100, 0).After(700).ServerAck(0, 101).Server().ZeroWindow);
        Assert.Equal(TimeSpan.FromMilliseconds(50), Begun().ServerReset(0, 100).After(700).ServerReset(0, 100).Server().ZeroWindow);
    }

    [Fact]
    public void A_RST_has_no_window() => Assert.Equal(TimeSpan.Zero, new PacketFile().Handshake().Send(false, 1, 1, 4, window: 0).After(100).Send(false, 1, 1, 4, window: 0).Server().ZeroWindow);

    [Fact]
    public void A_filled_window_lasts_until_the_other_side_gives_more()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, new string('x', 1000)).After(40).ServerAck(0, 500, 500).After(60).ServerAck(0, 1000, 1000);

        Assert.Equal((TimeSpan.FromMilliseconds(100), TimeSpan.Zero), (file.Client().WindowFull, file.Server().WindowFull));
    }

    [Fact]
    public void Windows_are_scaled_when_both_sides_asked_for_it()
    {
        byte[] scale = [3, 3, 1, 0];
        PacketFile Begun(byte[] server) => new PacketFile().Send(true, 0, 0, 2, options: scale).After(10).Send(false, 0, 1, 18, options: server).After(1).ClientAck(0, 0)
            .Client(0, "x").ServerAck(0, 1).Client(1, new string('x', 1000)).After(30).ServerAck(0, 1001);

        Assert.Equal(TimeSpan.Zero, Begun(scale).Client().WindowFull);
        Assert.Equal(TimeSpan.FromMilliseconds(30), Begun([]).Client().WindowFull);
    }

    [Fact]
    public void Zero_window_probes_bring_nothing_and_are_no_keep_alives()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Hundred).ServerAck(0, 100, 0).After(200).Client(100, "y").ServerAck(0, 100, 0).After(400).Client(99, "")
            .ServerAck(0, 100, 0).After(100).ServerAck(0, 100, 900).Client(100, Hundred).After(10).ServerAck(0, 200);

        DirectionFigures client = file.Client();
        Assert.Equal((0, 0, 0, 2, 0), (client.Lost, client.Retransmissions.All, client.KeepAlives, client.PayloadSegments, client.CaptureLoss));
    }
}
