using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>A packet with a long header of QUIC version 1 (RFC 9000 §17.2), as far as it can be read without keys.</summary>
internal ref struct QuicPacket
{
    public const byte Initial = 0, Handshake = 2, Retry = 3;
    private const int Version1 = 1, LongestId = 20;
    private const byte LongHeader = 0xC0;

    public byte Type;
    public ReadOnlySpan<byte> Destination, Source;

    /// <summary>All of it, from its first byte on, that was captured.</summary>
    public ReadOnlySpan<byte> Bytes;

    /// <summary>Where the packet number begins, up to which it is in clear.</summary>
    public int NumberAt;

    /// <summary>Nothing of it was cut.</summary>
    public bool Whole;

    /// <summary>All other packets of an established connection begin otherwise.</summary>
    public static bool IsLong(ReadOnlySpan<byte> datagram) => datagram.Length > 6 && datagram[0] >= LongHeader && BinaryPrimitives.ReadInt32BigEndian(datagram[1..]) == Version1;

    /// <summary>Takes the next packet from a datagram, which may hold several.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> datagram, out QuicPacket packet)
    {
        packet = default;
        if (!IsLong(datagram)) return false;
        packet.Type = (byte)(datagram[0] >> 4 & 3);
        ReadOnlySpan<byte> rest = datagram[5..];
        if (!TryId(ref rest, out packet.Destination) || !TryId(ref rest, out packet.Source)) return false;
        long length = rest.Length;
        if (packet.Type == Initial && !(QuicNumber.TryRead(ref rest, out long token) && QuicNumber.TrySkip(ref rest, token))) return false;
        if (packet.Type != Retry && !QuicNumber.TryRead(ref rest, out length)) return false;
        packet.NumberAt = datagram.Length - rest.Length;
        packet.Whole = length <= rest.Length;
        packet.Bytes = datagram[..(packet.NumberAt + (int)Math.Min(length, rest.Length))];
        datagram = datagram[packet.Bytes.Length..];
        return true;
    }

    private static bool TryId(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> id)
    {
        id = default;
        if (rest.Length == 0 || rest[0] > LongestId || rest[0] >= rest.Length) return false;
        id = rest.Slice(1, rest[0]);
        rest = rest[(1 + id.Length)..];
        return true;
    }
}
