using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>Reads link, IP and transport headers over a span. Every length is checked before it is used; nothing is allocated.</summary>
internal static class PacketParser
{
    private const int IPv4Type = 0x0800, IPv6Type = 0x86DD;
    private const byte Tcp = 6, Udp = 17;
    private const int LeastTcp = 16;

    public static ParseResult Parse(ReadOnlySpan<byte> frame, int wireLength, int linkType, ref Segment segment)
    {
        int left = LinkHeader(frame, linkType, out int etherType);
        if (left < 0) return ParseResult.Truncated;
        if (etherType is not (IPv4Type or IPv6Type)) return ParseResult.Other;
        ReadOnlySpan<byte> packet = frame[left..];
        // Frames shorter than the link's least are padded, so the IP length counts; a length of 0 is left to the segmenter of the card.
        int onWire = Math.Max(wireLength - left, packet.Length);
        return etherType == IPv4Type ? IPv4(packet, onWire, ref segment) : IPv6(packet, onWire, ref segment);
    }

    /// <summary>A frame that was found to hold an IP packet without its link header.</summary>
    public static ReadOnlySpan<byte> Network(ReadOnlySpan<byte> frame, int linkType, out bool v6)
    {
        int left = LinkHeader(frame, linkType, out int etherType);
        v6 = etherType == IPv6Type;
        return frame[left..];
    }

    /// <summary>Length of the link header and the EtherType after it; −1 when it was cut.</summary>
    private static int LinkHeader(ReadOnlySpan<byte> frame, int linkType, out int etherType)
    {
        etherType = 0;
        switch (linkType)
        {
            case LinkType.Ethernet:
                return frame.Length < 14 ? -1 : Tags(frame, 12, out etherType);
            case LinkType.Null or LinkType.Loop:
                if (frame.Length < 4) return -1;
                // The address family in the byte order of whoever captured; all families that matter fit one byte.
                etherType = (frame[0] | frame[3]) switch { 2 => IPv4Type, 10 or 24 or 28 or 30 => IPv6Type, _ => 0 };
                return 4;
            case LinkType.Raw or LinkType.RawOld or LinkType.RawBsd or LinkType.IPv4 or LinkType.IPv6:
                if (frame.Length < 1) return -1;
                etherType = (frame[0] >> 4) switch { 4 => IPv4Type, 6 => IPv6Type, _ => 0 };
                return 0;
            case LinkType.LinuxSll:
                return frame.Length < 16 ? -1 : Tags(frame, 14, out etherType);
            case LinkType.LinuxSll2:
                if (frame.Length < 20) return -1;
                etherType = BinaryPrimitives.ReadUInt16BigEndian(frame);
                return 20;
            case LinkType.Ppp or LinkType.PppHdlc:
                int at = frame.Length >= 2 && frame[0] == 0xFF && frame[1] == 0x03 ? 2 : 0;
                if (frame.Length < at + 2) return -1;
                etherType = BinaryPrimitives.ReadUInt16BigEndian(frame[at..]) switch { 0x0021 => IPv4Type, 0x0057 => IPv6Type, _ => 0 };
                return at + 2;
            default:
                return 0;
        }
    }

    private static int Tags(ReadOnlySpan<byte> frame, int at, out int etherType)
    {
        etherType = BinaryPrimitives.ReadUInt16BigEndian(frame[at..]);
        for (int tags = 0; tags < 4 && etherType is 0x8100 or 0x88A8 or 0x9100; tags++)
        {
            at += 4;
            if (frame.Length < at + 2) return -1;
            etherType = BinaryPrimitives.ReadUInt16BigEndian(frame[at..]);
        }
        return at + 2;
    }

    private static ParseResult IPv4(ReadOnlySpan<byte> packet, int onWire, ref Segment segment)
    {
        if (packet.Length < 20) return ParseResult.Truncated;
        int header = (packet[0] & 0xF) * 4, total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (packet[0] >> 4 != 4 || header < 20) return ParseResult.Malformed;
        if (total == 0) total = onWire;
        if (total < header) return ParseResult.Malformed;
        if (packet.Length < header) return ParseResult.Truncated;
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3FFF;
        if ((fragment & 0x1FFF) != 0) return ParseResult.Fragment;
        int length = Math.Min(total, onWire) - header;
        if (length < 0) return ParseResult.Truncated;
        segment.Identification = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        ParseResult result = Transport(packet[9], packet[header..], length, BinaryPrimitives.ReadUInt32BigEndian(packet[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[16..]), v6: false, ref segment);
        return fragment == 0 ? result : First(result);
    }

    private static ParseResult IPv6(ReadOnlySpan<byte> packet, int onWire, ref Segment segment)
    {
        if (packet.Length < 40) return ParseResult.Truncated;
        if (packet[0] >> 4 != 6) return ParseResult.Malformed;
        int length = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        // 0 is a jumbogram or a super-segment of the card.
        length = length == 0 ? onWire - 40 : Math.Min(length, onWire - 40);
        byte next = packet[6];
        int at = 40;
        bool first = false;
        for (int headers = 0; headers < 8 && next is 0 or 43 or 44 or 51 or 60 or 135; headers++)
        {
            if (packet.Length < at + 8) return ParseResult.Truncated;
            int size = next switch { 44 => 8, 51 => (packet[at + 1] + 2) * 4, _ => (packet[at + 1] + 1) * 8 };
            if (next == 44)
            {
                int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]) & 0xFFF9;
                if (fragment > 1) return ParseResult.Fragment;
                // Without an offset and with none to follow it is whole (RFC 6946).
                first |= fragment == 1;
            }
            next = packet[at];
            at += size;
            length -= size;
        }
        if (length < 0) return first ? ParseResult.Fragment : ParseResult.Malformed;
        if (packet.Length < at) return first ? ParseResult.Fragment : ParseResult.Truncated;
        // Flow label and hop limit: the nearest IPv6 has to an identification.
        segment.Identification = (BinaryPrimitives.ReadUInt32BigEndian(packet) << 8) | packet[7];
        ParseResult result = Transport(next, packet[at..], length, BinaryPrimitives.ReadUInt128BigEndian(packet[8..]),
            BinaryPrimitives.ReadUInt128BigEndian(packet[24..]), v6: true, ref segment);
        return first ? First(result) : result;
    }

    private static ParseResult First(ParseResult read) => read == ParseResult.Read ? ParseResult.FirstFragment : ParseResult.Fragment;

    private static ParseResult Transport(byte protocol, ReadOnlySpan<byte> bytes, int length, UInt128 source, UInt128 target, bool v6, ref Segment segment)
    {
        segment.Udp = protocol == Udp;
        if (protocol == (v6 ? IcmpQuote.V6 : IcmpQuote.V4))
            return IcmpQuote.TryRead(protocol, bytes, ref segment) ? ParseResult.Unreachable : ParseResult.Other;
        if (protocol is not (Tcp or Udp)) return ParseResult.Other;
        int least = protocol == Tcp ? 20 : 8;
        if (bytes.Length < least) return length < least ? ParseResult.Malformed : ParseResult.Truncated;
        // Shorter than flags and window reach, whatever follows it in the frame.
        if (length < LeastTcp && protocol == Tcp) return ParseResult.Malformed;
        segment.Key = FlowKey.Of(source, BinaryPrimitives.ReadUInt16BigEndian(bytes), target, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), v6, out segment.Direction);
        int header = least;
        if (protocol == Udp && length < least) return ParseResult.Malformed;
        if (protocol == Tcp)
        {
            header = (bytes[12] >> 4) * 4;
            segment.Sequence = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
            segment.Acknowledgement = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
            segment.Flags = (TcpFlags)bytes[13];
            segment.Window = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
            segment.Checksum = BinaryPrimitives.ReadUInt16BigEndian(bytes[16..]);
            segment.Beyond = header > length;
            if (header < 20 || segment.Beyond)
            {
                segment.PayloadLength = Math.Max(0, length - header);
                segment.WindowScale = -1;
                return ParseResult.Damaged;
            }
            TcpOptions.Read(bytes[20..Math.Min(header, bytes.Length)], ref segment);
        }
        segment.PayloadLength = length - header;
        segment.Payload = bytes.Length <= header ? default : bytes[header..Math.Min(bytes.Length, length)];
        return ParseResult.Read;
    }
}
