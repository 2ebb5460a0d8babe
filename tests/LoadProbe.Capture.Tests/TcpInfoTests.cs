using System.Buffers.Binary;

namespace LoadProbe.Capture.Tests;

public class TcpInfoTests
{
    [Fact]
    public void Reads_the_kernels_fields_at_their_places()
    {
        TcpInfo info = TcpInfo.Parse(Option(160))!;

        Assert.Equal((TimeSpan.FromMicroseconds(1500), TimeSpan.FromMicroseconds(200), TimeSpan.FromMicroseconds(900), 3L), (info.Rtt, info.RttVariation, info.MinRtt!.Value, info.Retransmissions));
        Assert.Equal(TimeSpan.FromMicroseconds(900), info.ToFigures(CaptureReason.NoPermission).NetworkRtt);
    }

    [Fact]
    public void An_older_kernel_has_no_least_round_trip() => Assert.Null(TcpInfo.Parse(Option(104))!.MinRtt);

    [Fact]
    public void Too_few_bytes_are_no_answer() => Assert.Null(TcpInfo.Parse(Option(103)));

    private static byte[] Option(int length)
    {
        byte[] option = new byte[160];
        Write(68, 1500);
        Write(72, 200);
        Write(100, 3);
        Write(148, 900);
        return option[..length];

        void Write(int at, uint value)
        {
            if (BitConverter.IsLittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(option.AsSpan(at), value);
            else BinaryPrimitives.WriteUInt32BigEndian(option.AsSpan(at), value);
        }
    }
}
