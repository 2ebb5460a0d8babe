using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>One fragment of an IP packet.</summary>
internal ref struct Fragment
{
    private const byte FragmentHeader = 44;

    public FragmentKey Key;

    /// <summary>Offset of its first byte, and of the byte after its last, in what was cut up.</summary>
    public int From, To;

    /// <summary>Others follow it.</summary>
    public bool More;

    /// <summary>What goes before the payload of the whole packet. Of IPv6 without the fragment header; <see cref="NextAt"/> is where it names what follows.</summary>
    public ReadOnlySpan<byte> Header;
    public int NextAt;
    public byte Next;

    /// <summary>What was captured of it.</summary>
    public ReadOnlySpan<byte> Bytes;

    /// <summary>Of a frame in which the parser saw a fragment. False when it makes no sense (RFC 8200 §4.5): all but the last are of whole 8 bytes, and none reaches beyond 65,535.</summary>
    public static bool TryRead(in CapturedPacket frame, out Fragment fragment)
    {
        fragment = default;
        ReadOnlySpan<byte> packet = PacketParser.Network(frame.Bytes, frame.LinkType, out bool v6);
        int onWire = Math.Max(frame.WireLength - (frame.Bytes.Length - packet.Length), packet.Length);
        if (!(v6 ? IPv6(packet, onWire, ref fragment) : IPv4(packet, onWire, ref fragment))) return false;
        return fragment.To > fragment.From && fragment.To <= ushort.MaxValue && (!fragment.More || (fragment.To - fragment.From) % 8 == 0);
    }

    private static bool IPv4(ReadOnlySpan<byte> packet, int onWire, ref Fragment fragment)
    {
        int header = (packet[0] & 0xF) * 4, total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]), field = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        int length = Math.Min(total, onWire) - header;
        fragment.Key = new(BinaryPrimitives.ReadUInt32BigEndian(packet[12..]), BinaryPrimitives.ReadUInt32BigEndian(packet[16..]), BinaryPrimitives.ReadUInt16BigEndian(packet[4..]), packet[9], V6: false);
        fragment.More = (field & 0x2000) != 0;
        fragment.Header = packet[..header];
        Place(packet, header, length, (field & 0x1FFF) * 8, ref fragment);
        return true;
    }

    private static bool IPv6(ReadOnlySpan<byte> packet, int onWire, ref Fragment fragment)
    {
        int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(packet[4..]), onWire - 40), at = 40;
        fragment.NextAt = 6;
        // The parser has been here: what goes before a fragment header is whole.
        while (packet[fragment.NextAt] != FragmentHeader)
        {
            int size = packet[fragment.NextAt] == 51 ? (packet[at + 1] + 2) * 4 : (packet[at + 1] + 1) * 8;
            fragment.NextAt = at;
            at += size;
            if (packet.Length < at + 8) return false;
        }
        fragment.Key = new(BinaryPrimitives.ReadUInt128BigEndian(packet[8..]), BinaryPrimitives.ReadUInt128BigEndian(packet[24..]), BinaryPrimitives.ReadUInt32BigEndian(packet[(at + 4)..]), 0, V6: true);
        int field = BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]);
        fragment.More = (field & 1) != 0;
        fragment.Next = packet[at];
        fragment.Header = packet[..at];
        Place(packet, at + 8, length - (at - 40) - 8, field & 0xFFF8, ref fragment);
        return true;
    }

    private static void Place(ReadOnlySpan<byte> packet, int at, int length, int from, ref Fragment fragment)
    {
        (fragment.From, fragment.To) = (from, from + length);
        fragment.Bytes = packet[at..Math.Clamp(at + length, at, packet.Length)];
    }
}
