using System.Buffers.Binary;

namespace LoadProbe.Core;

/// <summary>The part of Linux's struct tcp_info (linux/tcp.h) that tells the path from the peer. Figures of the whole connection until now.</summary>
/// <param name="Rtt">Smoothed round trip.</param>
/// <param name="RttVariation">Its mean deviation.</param>
/// <param name="MinRtt">Least round trip of the kernel's window (5 minutes by default); null on kernels before 4.6 and before a first sample.</param>
/// <param name="Retransmissions">Segments retransmitted.</param>
public sealed record TcpInfo(TimeSpan Rtt, TimeSpan RttVariation, TimeSpan? MinRtt, long Retransmissions)
{
    /// <summary>Level and name for <c>Socket.GetRawSocketOption</c>; a buffer of <see cref="Size"/> bytes is enough.</summary>
    public const int Level = 6, Option = 11, Size = 256;

    internal const int RttAt = 68, RetransmissionsAt = 100, SentAt = 136, MinRttAt = 148;

    private const int VariationAt = 72;

    /// <summary>Reads what the kernel wrote; null when it wrote less than the fields every kernel since 2.6 has.</summary>
    public static TcpInfo? Parse(ReadOnlySpan<byte> option)
    {
        if (option.Length < RetransmissionsAt + 4) return null;
        return new TcpInfo(
            TimeSpan.FromMicroseconds(Word(option, RttAt)),
            TimeSpan.FromMicroseconds(Word(option, VariationAt)),
            Measured(option, MinRttAt),
            Word(option, RetransmissionsAt));
    }

    /// <summary>The figures of the second best tier, with the reason why there are no packets.</summary>
    public PacketFigures ToFigures(string reason) => new()
    {
        Tier = PacketTier.TcpInfo,
        Reason = reason,
        NetworkRtt = MinRtt ?? (Rtt > TimeSpan.Zero ? Rtt : null),
        Retransmissions = null,
    };

    /// <summary>A round trip; null when the kernel has none, or wrote less than that.</summary>
    internal static TimeSpan? Measured(ReadOnlySpan<byte> option, int at)
    {
        // The kernel says "never measured" by all ones.
        uint? time = option.Length >= at + 4 ? Word(option, at) : null;
        return time is null or 0 or uint.MaxValue ? null : TimeSpan.FromMicroseconds(time.Value);
    }

    internal static uint Word(ReadOnlySpan<byte> option, int at) =>
        BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(option[at..])
            : BinaryPrimitives.ReadUInt32BigEndian(option[at..]);
}
