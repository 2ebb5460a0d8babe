namespace LoadProbe.Capture.Tests;

/// <summary>Packets that were captured twice are no retransmissions.</summary>
public class CopyTests
{
    private static readonly byte[] Hundred = new byte[100];

    [Fact]
    public void The_same_packet_within_a_millisecond_was_captured_twice()
    {
        DirectionFigures client = Twice(0.2, 7, 7).Client();

        Assert.Equal((1, 0, 0, 1), (client.CaptureDuplicates, client.Lost, client.Retransmissions.All, client.PayloadSegments));
    }

    [Fact]
    public void The_same_range_with_another_identification_was_sent_again()
    {
        DirectionFigures client = Twice(0.2, 7, 8).Client();

        Assert.Equal((0, 1), (client.CaptureDuplicates, client.Retransmissions.All));
    }

    [Fact]
    public void The_same_packet_later_was_repeated_on_the_way_and_not_lost()
    {
        DirectionFigures client = Twice(3, 7, 7).Client();

        Assert.Equal((0, 0, 1), (client.CaptureDuplicates, client.Lost, client.Retransmissions.Spurious));
    }

    [Fact]
    public void The_latest_four_packets_of_a_direction_are_remembered()
    {
        var file = new PacketFile().Handshake();
        for (int copy = 0; copy < 2; copy++)
            for (ushort i = 0; i < 4; i++) file.Send(true, 1 + i * 100, 1, 24, Hundred, identification: (ushort)(i + 1));

        Assert.Equal((4, 4), (file.Client().CaptureDuplicates, file.Client().PayloadSegments));
    }

    [Fact]
    public void Duplicate_acknowledgements_without_identification_are_no_copies()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, "x").ServerAck(0, 0).ServerAck(0, 0).ServerAck(0, 0);

        Assert.Equal(0, file.Server().CaptureDuplicates);
    }

    [Fact]
    public void Wireshark_s_counting_beside_it_takes_a_copy_for_a_retransmission() => Assert.Equal(1, Twice(0.2, 7, 7).Flow().Retransmissions.Client);

    private static PacketFile Twice(double milliseconds, ushort first, ushort second) => new PacketFile().Handshake()
        .Send(true, 1, 1, 24, Hundred, identification: first).After(milliseconds).Send(true, 1, 1, 24, Hundred, identification: second);
}
