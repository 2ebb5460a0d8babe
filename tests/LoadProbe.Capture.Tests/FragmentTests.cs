using System.Globalization;
using System.Text.Json;

namespace LoadProbe.Capture.Tests;

/// <summary>Packets that came in fragments.</summary>
public class FragmentTests
{
    private static readonly byte[] Request = FragmentBytes.Of(file => file.Client(0, "GET /" + new string('a', 995) + " HTTP/1.1\r\n\r\n"));
    private static readonly List<byte[]> Three = FragmentBytes.V4(Request, 7, 400);

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public void They_are_one_packet_in_any_order_with_the_time_of_the_last(params int[] order)
    {
        PacketFile file = new PacketFile().Handshake().Frames(order.Select(i => Three[i]), apart: 10);
        CaptureReport report = file.After(5).Server(0, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 1013).Analyze();
        FlowSummary flow = Assert.Single(report.Flows);
        FlowRequest request = Assert.Single(flow.Requests);

        Assert.Equal((3, 1, 1013), (flow.Packets.Client, flow.Packets.Server - 1, flow.PayloadBytes.Client));
        Assert.Equal((6, TimeSpan.FromMilliseconds(5)), (report.Packets - 1, request.ServerResponse));
        Assert.Equal((996, TimeSpan.FromMilliseconds(5)), (request.Target!.Length, request.Total));
        Assert.Equal(new FragmentFigures { Seen = 3, Assembled = 1 }, report.Fragments);
    }

    [Fact]
    public void Fragments_of_IPv6_with_other_headers_before_them_are_put_together()
    {
        byte[][] parts = [FragmentBytes.V6(Request, 7, 0, 512, true), FragmentBytes.V6(Request, 7, 512, 1033, false)];
        CaptureReport report = new PacketFile().Frames([parts[1], parts[0]]).Analyze();

        Assert.Equal((1, 1013), (Assert.Single(report.Flows).Packets.Client, report.Flows[0].PayloadBytes.Client));
        Assert.Equal((996, "[::10.0.0.1]"), (Assert.Single(report.Flows[0].Requests).Target!.Length, report.Flows[0].Client.ToString().Split("]:")[0] + "]"));
        Assert.Equal(new FragmentFigures { Seen = 2, Assembled = 1 }, report.Fragments);
    }

    [Fact]
    public void A_fragment_that_comes_twice_is_counted_and_changes_nothing()
    {
        CaptureReport report = new PacketFile().Frames([Three[0], Three[0], Three[1], Three[1], Three[2], Three[2]]).Analyze();

        Assert.Equal(1, Assert.Single(report.Flows).Packets.Client);
        Assert.Equal(new FragmentFigures { Seen = 6, Assembled = 1, Duplicates = 3 }, report.Fragments);
    }

    [Fact]
    public void A_packet_that_was_captured_twice_is_put_together_twice()
    {
        CaptureReport report = new PacketFile().Handshake().Frames([.. Three, .. Three], apart: 0.01).Analyze();

        Assert.Equal(4, Assert.Single(report.Flows).Packets.Client);
        Assert.Equal(1, report.Flows[0].Network.Directions.Client.CaptureDuplicates);
        Assert.Equal((2, 0), (report.Fragments.Assembled, report.Fragments.Incomplete));
    }

    [Fact]
    public void One_that_never_comes_leaves_no_packet()
    {
        CaptureReport report = new PacketFile().Handshake().Frames([Three[0], Three[2]]).Analyze();

        Assert.Equal(2, Assert.Single(report.Flows).Packets.Client);
        Assert.Equal(new FragmentFigures { Seen = 2, Incomplete = 1 }, report.Fragments);
    }

    [Fact]
    public void After_30_seconds_no_other_is_waited_for()
    {
        CaptureReport late = new PacketFile().Frames([Three[0], Three[1]]).After(30_001).Frames([Three[2]]).Analyze(), soon = new PacketFile().Frames([Three[0], Three[1]]).After(29_990).Frames([Three[2]]).Analyze();

        Assert.Equal((0, 2, 0), (late.Flows.Count, late.Fragments.Incomplete, late.Fragments.Assembled));
        Assert.Equal((1, 0, 1), (soon.Flows.Count, soon.Fragments.Incomplete, soon.Fragments.Assembled));
    }

    [Fact]
    public void Of_IPv4_what_came_first_counts()
    {
        byte[] forged = [.. Request];
        forged.AsSpan(54 + 4).Fill((byte)'Z');
        CaptureReport report = new PacketFile().Frames([FragmentBytes.V4(Request, 7, 0, 400, true), FragmentBytes.V4(forged, 7, 200, 800, true), FragmentBytes.V4(Request, 7, 600, 1033, false)]).Analyze();

        string target = Assert.Single(Assert.Single(report.Flows).Requests).Target!;
        // 20 bytes of TCP and 4 of the method come before the target.
        Assert.Equal(("/" + new string('a', 375) + new string('Z', 400) + new string('a', 220)), target);
        Assert.Equal(new FragmentFigures { Seen = 3, Assembled = 1, Overlapping = 1 }, report.Fragments);
    }

    [Fact]
    public void Of_IPv6_a_packet_of_overlapping_fragments_is_thrown_away_with_what_still_comes_of_it()
    {
        CaptureReport report = new PacketFile().Frames([FragmentBytes.V6(Request, 7, 0, 400, true), FragmentBytes.V6(Request, 7, 392, 800, true), FragmentBytes.V6(Request, 7, 400, 1033, false), FragmentBytes.V6(Request, 7, 800, 1033, false)]).Analyze();

        Assert.Empty(report.Flows);
        Assert.Equal(new FragmentFigures { Seen = 4, Overlapping = 1 }, report.Fragments);
    }

    [Fact]
    public void Fragments_that_contradict_one_another_or_make_a_packet_that_cannot_be_are_malformed()
    {
        byte[] large = [.. Request, .. new byte[600]];
        byte[] end = FragmentBytes.V4(large, 9, 0, 1480, false);
        // 65,528 + 1,480: the ping of death.
        (end[20], end[21]) = (0x1F, 0xFF);
        CaptureReport ends = new PacketFile().Frames([Three[0], Three[2], FragmentBytes.V4(large, 7, 400, 1200, false), Three[1]]).Analyze();
        CaptureReport death = new PacketFile().Frames([end]).Analyze(), odd = new PacketFile().Frames([FragmentBytes.V4(Request, 7, 0, 399, true)]).Analyze();

        Assert.Equal((1, 0, 0), (ends.Malformed, ends.Fragments.Assembled, ends.Flows.Count));
        Assert.Equal((1, 0), (death.Malformed, death.Fragments.Incomplete));
        Assert.Equal((1, 0), (odd.Malformed, odd.Fragments.Incomplete));
    }

    [Fact]
    public void Room_is_bounded_by_packets_and_by_bytes_and_the_oldest_gives_way()
    {
        CaptureReport many = new PacketFile().Frames(Enumerable.Range(0, FragmentTable.Capacity + 10).Select(i => FragmentBytes.V4(Request, (ushort)i, 0, 400, true)), apart: 0.1).Analyze();
        byte[] large = [.. Request, .. new byte[60_000]];
        CaptureReport heavy = new PacketFile().Frames(Enumerable.Range(0, 400).Select(i => FragmentBytes.V4(large, (ushort)i, 0, 60_000, true)), apart: 0.1).Analyze();

        Assert.Equal((10, FragmentTable.Capacity), (many.Fragments.Evicted, many.Fragments.Incomplete));
        Assert.InRange(heavy.Fragments.Incomplete, 1, FragmentTable.MostBytes / 60_000);
        Assert.Equal(400, heavy.Fragments.Incomplete + heavy.Fragments.Evicted);
    }

    [Fact]
    public void A_cut_capture_has_the_lengths_of_the_whole_packet()
    {
        FlowSummary flow = new PacketFile { SnapLength = 96 }.Frames(Three).Flow();

        Assert.Equal((1, 1013), (flow.Packets.Client, flow.PayloadBytes.Client));
    }

    [Fact]
    public void Ports_are_asked_for_of_the_whole_packet()
    {
        byte[] file = new PacketFile().Frames(Three).Bytes;
        foreach ((int port, int flows) in ((int, int)[])[(80, 1), (81, 0)])
        {
            var analysis = new CaptureAnalysis(filter: new PacketFilter([System.Net.IPAddress.Parse("10.0.0.1")], [port]));
            Assert.True(analysis.TryRead(new MemoryStream(file), "test"));
            Assert.Equal((flows, 1), (analysis.Report().Flows.Count, analysis.Report().Fragments.Assembled));
        }
    }

    [Theory]
    [InlineData("pcpp_example.pcap", 64)]
    [InlineData("sv_tls-subjectaltname.pcap", 256)]
    [InlineData("zeek_bro.org.pcap", 512)]
    [InlineData("pcpp_DnsPackets.pcap", 24)]
    public async Task A_capture_cut_up_on_its_way_says_what_the_whole_one_says(string name, int size)
    {
        byte[] original = File.ReadAllBytes(Captures.Need(name)), cut = FragmentBytes.Cut(original, size);
        CaptureReport whole = Captures.Analyze(original), parts = Captures.Analyze(cut);

        Assert.True(parts.Fragments.Assembled > 50, $"{parts.Fragments}");
        Assert.Equal((0, 0), (parts.Fragments.Incomplete, parts.Fragments.Evicted));
        Assert.Equal(Text(whole), Text(parts));
        foreach ((int stream, (long packets, long bytes)) in await StreamsAsync(cut))
            Assert.Equal((stream, packets, bytes), (stream, parts.Flows[stream].Packets.Client + parts.Flows[stream].Packets.Server, parts.Flows[stream].Bytes.Client + parts.Flows[stream].Bytes.Server));
    }

    // All but the bytes of frames: those are other frames.
    private static string Text(CaptureReport report)
    {
        using var stream = new MemoryStream();
        AnalysisJson.Write(report with { Packets = 0, Bytes = 0, Fragments = new(), Flows = [.. report.Flows.Select(flow => flow with { Bytes = default })] }, stream);
        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.ToString();
    }

    private static async Task<Dictionary<int, (long Packets, long Bytes)>> StreamsAsync(byte[] capture)
    {
        Dictionary<int, (long Packets, long Bytes)> streams = [];
        if (!Tshark.Present) return streams;
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, capture, TestContext.Current.CancellationToken);
        foreach (string[] fields in await Tshark.FieldsAsync(path, "tcp.stream", ["tcp.stream", "frame.len"], TestContext.Current.CancellationToken))
        {
            int[] numbers = [.. fields.Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            (long packets, long bytes) = streams.GetValueOrDefault(numbers[0]);
            streams[numbers[0]] = (packets + 1, bytes + numbers[1]);
        }
        File.Delete(path);
        return streams;
    }
}
