using System.Text;

namespace LoadProbe.Capture.Tests;

/// <summary>Losses that leave no hole: the numbers of the server's packets tell of them.</summary>
public class NumberTests
{
    private const int Size = 100;
    private static readonly byte[] Part = Encoding.ASCII.GetBytes(new string('x', Size));

    /// <summary>Ten segments of the server, numbered 100 to 109 after a SYN-ACK without a number, as Linux does.</summary>
    private static PacketFile Ten(ushort synAck = 0)
    {
        PacketFile file = new PacketFile().Send(true, 0, 0, 2).After(10).Send(false, 0, 1, 18, identification: synAck).After(1).ClientAck(0, 0);
        for (int i = 0; i < 10; i++) file.After(1).Part(i, (ushort)(100 + i)).ClientAck(0, (i + 1) * Size);
        return file;
    }

    [Fact]
    public void The_end_of_an_answer_that_was_lost_is_missing_among_the_numbers()
    {
        // 110 and 111 were lost, 112 and 113 are the same again.
        DirectionFigures server = Ten().After(250).Part(10, 112).ClientAck(0, 11 * Size).After(20).Part(11, 113).ClientAck(0, 12 * Size).Server();

        Assert.Equal((2, 2, 0), (server.Lost, server.LostWithoutHole, server.Retransmissions.Spurious));
    }

    [Fact]
    public void A_retransmission_that_was_lost_too_is_one_more()
    {
        // 110 leaves a hole, 112 fills none, 113 fills it.
        DirectionFigures server = Ten().Part(11, 111).ClientSack(0, 10 * Size, (11 * Size, 12 * Size)).After(250).Part(10, 113).Server();

        Assert.Equal((2, 1), (server.Lost, server.LostWithoutHole));
    }

    [Fact]
    public void What_leaves_a_hole_is_counted_once() =>
        Assert.Equal((1, 0), (Ten().Part(11, 111).After(30).Part(10, 112).Server().Lost, Ten().Part(11, 111).After(30).Part(10, 112).Server().LostWithoutHole));

    [Theory]
    [InlineData(30, 0)]
    [InlineData(190, 0)]
    [InlineData(260, 1)]
    public void Where_an_acknowledgement_may_be_what_is_missing_only_a_wait_as_long_as_a_timer_s_tells(double wait, long lost) =>
        Assert.Equal(lost, Ten().After(100).Client(0, "ask", 10 * Size).After(wait).Send(false, 1 + 10 * Size, 4, 24, Part, identification: 111).Server().Lost);

    [Fact]
    public void One_that_comes_late_was_not_lost()
    {
        DirectionFigures server = Ten().After(250).Part(10, 111).After(5).Part(10, 110).Server();

        Assert.Equal((0, 1), (server.Lost, server.Retransmissions.Spurious));
    }

    [Fact]
    public void What_the_capture_missed_was_not_lost()
    {
        // 110 was acknowledged, so it came.
        DirectionFigures server = Ten().ClientAck(0, 11 * Size).After(250).Part(11, 111).After(1).Part(12, 112).Server();

        Assert.Equal((0, 1), (server.Lost, server.CaptureLoss));
    }

    [Fact]
    public void Numbers_that_all_connections_share_tell_nothing() => Assert.Equal(0, Ten(synAck: 99).After(250).Part(10, 112).Server().Lost);

    [Fact]
    public void Nor_do_numbers_without_order()
    {
        PacketFile file = Ten();
        for (int i = 10; i < 20; i++) file.After(1).Part(i, (ushort)(100 + i * 3)).ClientAck(0, (i + 1) * Size);

        Assert.Equal(0, file.Server().Lost);
    }

    [Fact]
    public void Numbers_go_on_after_the_highest()
    {
        PacketFile file = new PacketFile().Handshake();
        for (int i = 0; i < 10; i++) file.After(1).Part(i, (ushort)(65_530 + i)).ClientAck(0, (i + 1) * Size);

        Assert.Equal(1, file.After(250).Part(10, 5).Server().Lost);
    }
}

file static class Parts
{
    public static PacketFile Part(this PacketFile file, int index, ushort number) => file.Send(false, 1 + index * 100, 1, 24, Encoding.ASCII.GetBytes(new string('x', 100)), identification: number);
}
