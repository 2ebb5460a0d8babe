namespace LoadProbe.Capture.Tests;

/// <summary>Link and IP headers around one and the same TCP segment.</summary>
public class PacketParserTests
{
    // 10.0.0.1:40000 to 10.0.0.2:80, 3 bytes of payload.
    private static readonly byte[] IPv4 = new PacketFile().Client(0, "abc").Bytes[(40 + 14)..];
    private static readonly byte[] Tcp = IPv4[20..];
    private static readonly byte[] Addresses = [.. new byte[15], 1, .. new byte[15], 2];

    public static TheoryData<int, byte[]> Links => new()
    {
        { LinkType.Ethernet, [.. new byte[12], 8, 0] },
        { LinkType.Ethernet, [.. new byte[12], 0x81, 0, 0, 5, 8, 0] },
        { LinkType.Ethernet, [.. new byte[12], 0x88, 0xA8, 0, 5, 0x81, 0, 0, 6, 8, 0] },
        { LinkType.Null, [2, 0, 0, 0] },
        { LinkType.Loop, [0, 0, 0, 2] },
        { LinkType.Raw, [] },
        { LinkType.RawOld, [] },
        { LinkType.IPv4, [] },
        { LinkType.LinuxSll, [.. new byte[14], 8, 0] },
        { LinkType.LinuxSll2, [8, 0, .. new byte[18]] },
        { LinkType.Ppp, [0xFF, 3, 0, 0x21] },
        { LinkType.Ppp, [0, 0x21] },
    };

    [Theory]
    [MemberData(nameof(Links))]
    public void Every_link_header_leads_to_the_same_segment(int linkType, byte[] header) => AssertRead(linkType, [.. header, .. IPv4]);

    [Fact]
    public void IPv6_extension_headers_are_passed_over() =>
        AssertRead(LinkType.Raw, [0x60, 0, 0, 0, 0, (byte)(Tcp.Length + 24), 0, 64, .. Addresses, 60, 0, 0, 0, 0, 0, 0, 0, 6, 1, .. new byte[14], .. Tcp]);

    [Fact]
    public void A_length_of_0_is_that_of_the_frame_as_segmentation_offload_leaves_it()
    {
        byte[] packet = (byte[])IPv4.Clone();
        packet[2] = packet[3] = 0;
        AssertRead(LinkType.Raw, packet);
    }

    [Fact]
    public void Padding_of_a_short_frame_is_no_payload() => AssertRead(LinkType.Raw, [.. IPv4, .. new byte[10]]);

    [Theory]
    [InlineData(0x00, 10, ParseResult.Fragment)]
    [InlineData(0x20, 10, ParseResult.Fragment)]
    [InlineData(0x20, 0, ParseResult.FirstFragment)]
    [InlineData(0x40, 0, ParseResult.Read)]
    public void A_fragment_is_told_from_a_whole_packet(byte flags, byte offset, object result)
    {
        byte[] packet = (byte[])IPv4.Clone();
        (packet[6], packet[7]) = (flags, offset);
        Assert.Equal((ParseResult)result, Parse(LinkType.Raw, packet, out _));
    }

    [Theory]
    [InlineData(0, 0x44, ParseResult.Malformed)]
    [InlineData(3, 10, ParseResult.Malformed)]
    [InlineData(32, 0x10, ParseResult.Damaged)]
    [InlineData(32, 0xF0, ParseResult.Damaged)]
    [InlineData(9, 1, ParseResult.Other)]
    public void A_header_that_contradicts_itself_is_told(int at, byte value, object result)
    {
        byte[] packet = (byte[])IPv4.Clone();
        packet[at] = value;
        Assert.Equal((ParseResult)result, Parse(LinkType.Raw, packet, out _));
    }

    [Fact]
    public void A_packet_cut_at_any_byte_is_never_read_beyond()
    {
        for (int length = 0; length < IPv4.Length; length++)
            Assert.Equal(length < 40 ? ParseResult.Truncated : ParseResult.Read, Parse(LinkType.Raw, IPv4[..length], out _, IPv4.Length));
    }

    private static void AssertRead(int linkType, byte[] frame)
    {
        Assert.Equal(ParseResult.Read, Parse(linkType, frame, out string seen));
        Assert.Equal("40000>80 3 abc", seen);
    }

    private static ParseResult Parse(int linkType, byte[] frame, out string seen, int? wire = null)
    {
        Segment segment = default;
        ParseResult result = PacketParser.Parse(frame, wire ?? frame.Length, linkType, ref segment);
        (int from, int to) = segment.Direction == 0 ? (segment.Key.FirstPort, segment.Key.SecondPort) : (segment.Key.SecondPort, segment.Key.FirstPort);
        seen = $"{from}>{to} {segment.PayloadLength} {System.Text.Encoding.Latin1.GetString(segment.Payload)}";
        return result;
    }
}
