using System.Net.Sockets;

namespace LoadProbe.Probing.Tests;

public sealed class EchoTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(63)]
    [InlineData(9)]
    [InlineData(8)]
    public void The_checksum_covers_every_byte_also_an_odd_last_one(int length)
    {
        byte[] packet = new byte[length];
        Echo.Write(packet, AddressFamily.InterNetwork, 0x1234, 7);
        Assert.Equal(0xFFFF, Sum(packet));
    }

    [Theory]
    [InlineData(12, "ping")]
    [InlineData(10, "pi")]
    [InlineData(14, "ping\0\0")]
    public void A_payload_is_cut_or_filled_with_zeros(int length, string expected)
    {
        byte[] packet = new byte[length];
        Echo.Write(packet, AddressFamily.InterNetwork, 1, 2, "ping"u8);
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(packet[Echo.HeaderSize..]));
        Assert.Equal(0xFFFF, Sum(packet));
    }

    // What whoever receives it works out: all ones when nothing was changed on the way.
    private static int Sum(byte[] packet)
    {
        int sum = packet.Select((b, i) => i % 2 == 0 ? b << 8 : b).Sum();
        while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
        return sum;
    }
}
