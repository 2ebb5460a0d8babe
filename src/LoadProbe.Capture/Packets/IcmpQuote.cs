using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>Reads which TCP segment an ICMP "destination unreachable" quotes (RFC 792 type 3, RFC 4443 type 1).</summary>
internal static class IcmpQuote
{
    public const byte V4 = 1, V6 = 58;
    private const int Header = 8, Ports = 8;
    private const byte UnreachableV4 = 3, UnreachableV6 = 1, Tcp = 6;

    /// <summary>Sets ends, direction and sequence number of the quoted segment.</summary>
    public static bool TryRead(byte protocol, ReadOnlySpan<byte> message, ref Segment segment)
    {
        if (message.Length < Header || message[0] != (protocol == V4 ? UnreachableV4 : UnreachableV6)) return false;
        ReadOnlySpan<byte> packet = message[Header..];
        int header = protocol == V6 ? 40 : packet.Length == 0 ? 0 : (packet[0] & 0xF) * 4;
        if (header < 20 || packet.Length < header + Ports || packet[protocol == V6 ? 6 : 9] != Tcp) return false;
        UInt128 source = protocol == V6 ? BinaryPrimitives.ReadUInt128BigEndian(packet[8..]) : BinaryPrimitives.ReadUInt32BigEndian(packet[12..]);
        UInt128 target = protocol == V6 ? BinaryPrimitives.ReadUInt128BigEndian(packet[24..]) : BinaryPrimitives.ReadUInt32BigEndian(packet[16..]);
        ReadOnlySpan<byte> tcp = packet[header..];
        segment.Key = FlowKey.Of(source, BinaryPrimitives.ReadUInt16BigEndian(tcp), target, BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]), protocol == V6, out segment.Direction);
        segment.Sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]);
        return true;
    }
}
