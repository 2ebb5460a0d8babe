namespace LoadProbe.Capture;

/// <summary>A packet without what the two ends said to each other: passwords travel in clear more often than anyone admits.</summary>
internal static class BarePacket
{
    private const int DnsPort = 53, FirstRecord = 20, LastRecord = 23, NotUnderstood = 54;

    /// <summary>Bytes of its headers; of the whole where its payload is DNS, or begins with a TLS record, which is public or encrypted.</summary>
    public static int LengthOf(in CapturedPacket packet)
    {
        Segment segment = default;
        // Of what was not understood no more than Ethernet, IPv4 and TCP take.
        if (PacketParser.Parse(packet.Bytes, packet.WireLength, packet.LinkType, ref segment) is not (ParseResult.Read or ParseResult.FirstFragment)) return Math.Min(packet.Bytes.Length, NotUnderstood);
        if (segment.Payload.IsEmpty) return packet.Bytes.Length;
        if (segment.Udp ? segment.Key.FirstPort == DnsPort || segment.Key.SecondPort == DnsPort : BeginsRecord(segment.Payload)) return packet.Bytes.Length;
        packet.Bytes.Overlaps(segment.Payload, out int headers);
        return headers;
    }

    private static bool BeginsRecord(ReadOnlySpan<byte> payload) =>
        payload is [>= FirstRecord and <= LastRecord, 3, <= 4, ..];
}
