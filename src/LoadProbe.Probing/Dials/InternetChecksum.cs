using System.Buffers.Binary;

namespace LoadProbe.Probing;

/// <summary>The ones' complement sum of RFC 1071.</summary>
internal static class InternetChecksum
{
    /// <param name="bytes">An odd last byte counts as if a zero followed it.</param>
    /// <param name="before">A sum to go on from: that of a pseudo header.</param>
    public static ushort Of(ReadOnlySpan<byte> bytes, uint before = 0) => (ushort)~Fold(Sum(bytes, before));

    /// <summary>The sum as it is, neither folded nor turned round.</summary>
    public static uint Sum(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint sum = before;
        for (; bytes.Length > 1; bytes = bytes[2..]) sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return bytes.Length == 1 ? sum + (uint)(bytes[0] << 8) : sum;
    }

    private static uint Fold(uint sum)
    {
        while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
        return sum;
    }
}
