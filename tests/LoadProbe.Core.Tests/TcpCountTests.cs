using System.Buffers.Binary;

namespace LoadProbe.Core.Tests;

public sealed class TcpCountTests
{
    [Fact]
    public void Reads_the_kernels_counters_at_their_places() =>
        Assert.Equal(new TcpCount(100, 3, TimeSpan.FromMicroseconds(1500), TimeSpan.FromMicroseconds(900)), TcpCount.Parse(Option(256)));

    [Theory]
    [InlineData(104)]
    [InlineData(139)]
    public void A_kernel_that_does_not_count_segments_tells_nothing_rather_than_none(int length) => Assert.Null(TcpCount.Parse(Option(length)));

    [Fact]
    public void An_older_kernel_has_no_least_round_trip() => Assert.Equal(new TcpCount(100, 3, TimeSpan.FromMicroseconds(1500), null), TcpCount.Parse(Option(140)));

    [Fact]
    public void A_round_trip_that_was_not_measured_is_none()
    {
        byte[] option = Option(256);
        option.AsSpan(68, 4).Clear();
        option.AsSpan(148, 4).Fill(0xff);

        Assert.Equal(new TcpCount(100, 3, null, null), TcpCount.Parse(option));
    }

    [Fact]
    public void Counters_that_began_anew_go_on() =>
        Assert.Equal((10, 2), new TcpCount(4, 1, null, null).Since(new TcpCount(uint.MaxValue - 5, uint.MaxValue, null, null)));

    private static byte[] Option(int length)
    {
        byte[] option = new byte[256];
        foreach ((int at, uint value) in ((int, uint)[])[(68, 1500), (100, 3), (136, 100), (148, 900)])
        {
            if (BitConverter.IsLittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(option.AsSpan(at), value);
            else BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(at), value);
        }

        return option[..length];
    }
}
