namespace LoadProbe.Capture.Tests;

public class PcapReaderTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Reads_either_byte_order_and_either_resolution(bool big, bool nanoseconds)
    {
        CaptureReport report = new PacketFile(big, nanoseconds).Handshake().Analyze();

        Assert.Equal((3, 0, 0), (report.Packets, report.Malformed, report.Truncated));
        Assert.Equal(TimeSpan.FromMilliseconds(10), report.Flows[0].Handshake.NetworkRtt);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), report.Flows[0].Started);
    }

    [Fact]
    public void Keeps_the_nanoseconds_of_a_file_that_has_them()
    {
        CaptureReport report = Captures.Analyze(Captures.Own("tcpdump_tcp-handshake-nano.pcap"));

        Assert.NotEqual(0, report.Flows[0].Handshake.NetworkRtt!.Value.Ticks % 10);
    }

    [Fact]
    public void A_file_cut_inside_a_record_gives_the_whole_records_and_says_so()
    {
        byte[] file = new PacketFile().Handshake().Bytes;
        CaptureReport report = Captures.Analyze(file[..^10]);

        Assert.Equal((2, 1), (report.Packets, report.Truncated));
    }

    [Fact]
    public void A_record_longer_than_any_packet_ends_the_file_and_is_counted()
    {
        byte[] file = new PacketFile().Handshake().Bytes;
        file[24 + 8 + 3] = 0x7F;
        CaptureReport report = Captures.Analyze(file);

        Assert.Equal((0, 1), (report.Packets, report.Malformed));
    }

    [Fact]
    public void A_packet_cut_by_the_snap_length_counts_by_its_length_on_the_wire()
    {
        var file = new PacketFile();
        file.Handshake();
        byte[] whole = new PacketFile().Client(0, new string('x', 1000)).Bytes[40..];
        FlowSummary flow = file.Frame(whole, captured: 70).Flow();

        Assert.Equal(1000, flow.PayloadBytes.Client);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a capture at all, only some text")]
    [InlineData("\x7f\x45LF")]
    public void What_is_no_capture_is_null(string content) =>
        Assert.Null(CaptureAnalysis.Run(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(content)), "test"));

    [Fact]
    public void A_capture_without_packets_is_empty_and_no_fault()
    {
        CaptureReport report = new PacketFile().Analyze();

        Assert.Equal((0, 0, 0), (report.Packets, report.Malformed, report.Truncated));
        Assert.Equal(TimeSpan.Zero, report.Duration);
    }
}
