namespace LoadProbe.Capture.Tests;

public class PcapngReaderTests
{
    // The frames of a handshake, without their records.
    private static readonly byte[] Syn = new PacketFile().Send(true, 0, 0, 2).Bytes[40..];
    private static readonly byte[] SynAck = new PacketFile().Send(false, 0, 1, 18).Bytes[40..];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_either_byte_order_with_the_clock_of_each_interface(bool big)
    {
        byte[] file = new PcapngFile(big).Section().Interface(1).Interface(101, resolution: 9)
            .Packet(0, 5_000_000, Syn).Packet(1, 5_000_123_400, SynAck[14..]).Bytes;

        FlowSummary flow = Assert.Single(Captures.Analyze(file).Flows);

        Assert.Equal(TimeSpan.FromMicroseconds(123.4), flow.Handshake.NetworkRtt);
    }

    [Fact]
    public void Understands_powers_of_two_and_an_offset_of_the_clock()
    {
        byte[] file = new PcapngFile(false).Section().Interface(1, resolution: 0x80 | 10, offset: 100).Packet(0, 1024 + 512, Syn).Bytes;

        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(101.5), Captures.Analyze(file).Flows[0].Started);
    }

    [Fact]
    public void Reads_simple_and_obsolete_packet_blocks()
    {
        byte[] file = new PcapngFile(false).Section().Interface(1).Old(0, 1_000_000, Syn).Simple(SynAck).Bytes;

        Assert.Equal(2, Captures.Analyze(file).Packets);
    }

    [Fact]
    public void A_new_section_may_change_the_byte_order_and_forgets_the_interfaces()
    {
        byte[] file = [.. new PcapngFile(false).Section().Interface(1).Packet(0, 0, Syn).Bytes, .. new PcapngFile(true).Section().Packet(0, 0, SynAck).Bytes];

        CaptureReport report = Captures.Analyze(file);

        Assert.Equal((1, 1), (report.Packets, report.Malformed));
    }

    [Fact]
    public void Skips_blocks_it_does_not_know() =>
        Assert.Equal(1, Captures.Analyze(new PcapngFile(false).Section().Block(0x0BAD, new byte[40]).Interface(1).Packet(0, 0, Syn).Bytes).Packets);

    [Fact]
    public void Sees_through_stacked_vlan_tags() => Assert.NotEqual(0, Captures.Analyze(Captures.Own("pcpp_QinQ_802.1_AD.pcapng")).Packets);
}
