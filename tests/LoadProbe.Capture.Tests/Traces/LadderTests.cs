using System.Text.RegularExpressions;

namespace LoadProbe.Capture.Tests;

/// <summary>One flow packet by packet: what stands in its lines. The round trip of the conversations is 10 ms.</summary>
public class LadderTests
{
    private const string Get = "GET /a HTTP/1.1\r\n\r\n", Ok = "HTTP/1.1 204 No Content\r\n\r\n";
    private static readonly string Hundred = new('x', 100);

    [Fact]
    public void A_line_has_time_gap_direction_flags_numbers_length_window_and_words()
    {
        string[] lines = Lines(new PacketFile().Handshake().Client(0, Get).After(12).Server(0, Ok, Get.Length).After(1).ClientAck(Get.Length, Ok.Length));

        Assert.Equal("time gap flags seq ack bytes window", Squeezed(lines[0]));
        Assert.Equal(
            [
                "0.000000 → S 0 0 1000", "0.010000 10ms ← SA 0 1 0 1000 round trip 10ms", "0.011000 1ms → A 1 1 0 1000",
                "0.011000 0s → PA 1 1 19 1000 request 1: GET /a", "0.023000 12ms ← PA 1 20 27 1000 answer of request 1: 204, server 12ms", "0.024000 1ms → A 20 28 0 1000",
            ], lines[1..].Select(Squeezed));
    }

    [Fact]
    public void A_window_is_scaled_when_both_SYNs_ask_for_it_and_has_a_question_mark_when_none_was_seen()
    {
        byte[] scale = [3, 3, 2, 0];
        string[] lines = Lines(new PacketFile().Send(true, 0, 0, 2, options: scale).After(10).Send(false, 0, 1, 18, options: scale).After(1).ClientAck(0, 0));

        Assert.EndsWith(" 1000", lines[1]);
        Assert.EndsWith(" 4000", lines[3]);
        Assert.EndsWith(" 1000?", Lines(new PacketFile().ClientAck(0, 0))[1]);
    }

    [Fact]
    public void A_timeout_says_how_long_ago_the_copy_before_was() => Assert.EndsWith(
        "  retransmission, timeout after 250ms", Lines(new PacketFile().Handshake().Client(0, Hundred).After(250).Client(0, Hundred))[^1]);

    [Fact]
    public void A_fast_retransmission_stands_after_its_duplicate_ACKs()
    {
        string[] lines = Lines(new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).Client(200, Hundred).Client(300, Hundred).Client(400, Hundred).After(10)
            .ServerAck(0, 0).ServerAck(0, 0).ServerAck(0, 0).ServerAck(0, 0).After(1).Client(0, Hundred));

        Assert.Equal(4, lines.Count(line => line.EndsWith("duplicate ACK", StringComparison.Ordinal)));
        Assert.EndsWith("retransmission, fast after 11ms", lines[^1]);
    }

    [Fact]
    public void The_last_segment_again_is_a_tail_probe() =>
        Assert.EndsWith("retransmission, tail probe after 25ms", Lines(new PacketFile().Handshake().Client(0, Hundred).Client(100, Hundred).After(25).Client(100, Hundred))[^1]);

    [Fact]
    public void What_the_other_side_had_is_spurious() => Assert.EndsWith(
        "retransmission, spurious: the other side had it", Lines(new PacketFile().Handshake().Client(0, Hundred).After(10).ServerAck(0, 100).After(300).Client(0, Hundred))[^1]);

    [Fact]
    public void A_retransmission_that_proves_needless_later_says_so_in_its_own_line()
    {
        string[] lines = Lines(new PacketFile().Handshake().Client(0, Hundred).After(250).Client(0, Hundred).After(10).ServerAck(0, 100).ServerSack(0, 100, (0, 100)));

        Assert.EndsWith("retransmission, timeout after 250ms; spurious after all: the copy before had arrived", lines[5]);
        Assert.EndsWith("says it received something twice", lines[^1]);
    }

    [Fact]
    public void A_hole_is_told_where_it_opens_and_where_it_is_filled()
    {
        string[] lines = Lines(new PacketFile().Handshake().Server(100, Hundred).After(20).Server(0, Hundred));

        Assert.EndsWith("100 bytes missing before it", lines[^2]);
        Assert.EndsWith("fills a hole: lost, sent again (fast) after 20ms", lines[^1]);
    }

    [Fact]
    public void A_straggler_is_reordered() =>
        Assert.EndsWith("fills a hole: reordered after 1ms", Lines(new PacketFile().Handshake().Server(100, Hundred).After(1).Server(0, Hundred))[^1]);

    [Fact]
    public void A_window_closes_and_opens_again()
    {
        string[] lines = Lines(new PacketFile().Handshake().Client(0, Hundred).ServerAck(0, 100, 0).After(200).Client(100, "y").ServerAck(0, 100, 0).After(300).ServerAck(0, 100, 500));

        Assert.EndsWith("window closed", lines[^4]);
        Assert.EndsWith("zero-window probe", lines[^3]);
        Assert.EndsWith("window opens after 500ms", lines[^1]);
        Assert.Single(lines, line => line.Contains("window closed"));
    }

    [Fact]
    public void A_SYN_again_and_a_reset_are_told()
    {
        string[] lines = Lines(new PacketFile().Send(true, 0, 0, 2).After(1000).Send(true, 0, 0, 2, identification: 7).After(10).Send(false, 0, 1, 18).ClientAck(0, 0).Client(0, Hundred).After(3).ServerReset(0, 100));

        Assert.EndsWith("SYN again after 1s", lines[2]);
        Assert.EndsWith("reset by the server", lines[^1]);
    }

    [Fact]
    public void A_packet_captured_twice_is_no_retransmission()
    {
        string line = Lines(new PacketFile().Handshake().Client(0, Hundred).After(0.1).Client(0, Hundred))[^1];

        Assert.EndsWith("captured twice", line);
        Assert.DoesNotContain("retransmission", line);
    }

    [Fact]
    public void What_the_capture_has_not_seen_is_told_where_it_is_acknowledged() =>
        Assert.EndsWith("acknowledges 100 bytes the capture has not seen", Lines(new PacketFile().Handshake().ServerAck(0, 100))[^1]);

    [Fact]
    public void What_could_not_be_delivered_says_so() =>
        Assert.EndsWith("ICMP: could not be delivered", Lines(new PacketFile().Send(true, 0, 0, 2).After(5).Unreachable(0))[^1]);

    [Fact]
    public void A_TLS_handshake_is_told_message_by_message()
    {
        string[] lines = [.. FlowLadder.Lines(Trace(File.ReadAllBytes(Captures.Own("zeek_chrome-tls-x25519-kyber.pcap"))), 160).Select(line => line.Text)];

        Assert.Contains(lines, line => line.Contains("TLS ClientHello for "));
        Assert.Contains(lines, line => line.Contains("TLS ServerHello, TLS 1.3"));
    }

    [Fact]
    public void Of_another_protocol_what_is_asked_and_answered_are_exchanges()
    {
        string[] lines = Lines(new PacketFile().Handshake().Client(0, "quote 600519").After(12).Server(0, "7.41", 12).After(1).Client(12, "again", 4));

        Assert.EndsWith("  exchange 1", lines[4]);
        Assert.EndsWith("  answer of exchange 1: 12ms", lines[5]);
        Assert.EndsWith("  exchange 2", lines[6]);
    }

    [Fact]
    public void Control_characters_of_a_name_do_not_reach_the_terminal()
    {
        string[] lines = Lines(new PacketFile().Handshake().Client(0, "GET /\u001b[2J\u0085\u009bm HTTP/1.1\r\n\r\n"));

        Assert.EndsWith("request 1: GET /·[2J··m", lines[^1]);
    }

    [Theory]
    [InlineData("a\u202Eb", "a·b")]
    [InlineData("\u2028", "·")]
    [InlineData("Größe \U0001F40E", "Größe \U0001F40E")]
    public void Text_that_turns_a_line_around_does_not_either(string text, string printed) => Assert.Equal(printed, Printable.Of(text));

    [Fact]
    public void A_later_flow_on_the_same_ports_has_a_number_and_a_ladder_of_its_own()
    {
        byte[] file = new PacketFile().Handshake().ClientFin(0, 0).After(100).Send(true, 0, 0, 2, isn: 500_000).After(3).Send(true, 0, 0, 2, port: 40_001).Bytes;
        var analysis = new CaptureAnalysis(closely: [2]);
        Assert.True(analysis.TryRead(new MemoryStream(file), "test"));

        Assert.Equal([1L, 2, 3], analysis.Report().Flows.Select(flow => flow.Number));
        Assert.Equal((1, 1), (analysis.Traces.Count, analysis.Traces[2].Packets));
        Assert.Equal("0.000000 → S 0 0 1000", Squeezed(FlowLadder.Lines(analysis.Traces[2], 80)[1].Text));
    }

    [Fact]
    public void A_flow_that_gave_way_keeps_its_number()
    {
        byte[] file = new PacketFile().Send(true, 0, 0, 2).After(1).Send(true, 0, 0, 2, port: 40_001).After(1).Send(true, 0, 0, 2, port: 40_002).After(1).Client(0, "x").Bytes;
        var analysis = new CaptureAnalysis(new FlowOptions { Capacity = 2 }, closely: [1, 4]);
        Assert.True(analysis.TryRead(new MemoryStream(file), "test"));

        Assert.Equal([1L, 2, 3, 4], analysis.Report().Flows.Select(flow => flow.Number));
        Assert.Equal((1, 1), (analysis.Traces[1].Packets, analysis.Traces[4].Packets));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(180)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        PacketFile file = new PacketFile().Handshake().Client(0, $"GET /{new string('a', 300)} HTTP/1.1\r\n\r\n").After(250).Client(0, $"GET /{new string('a', 300)} HTTP/1.1\r\n\r\n")
            .After(100).ServerReset(0, 320);

        foreach (LadderLine line in FlowLadder.Lines(Trace(file.Bytes), width))
            foreach (string part in line.Text.Split('\n')) Assert.InRange(part.Length, 0, width);
    }

    [Fact]
    public void Of_a_long_flow_the_trouble_stays_and_what_is_left_out_is_counted()
    {
        PacketFile file = new PacketFile().Handshake();
        for (int i = 0; i < 30_000; i += 2)
        {
            long offset = i * 50L + (i >= 15_000 ? 100 : 0);
            file.After(1).Server(offset, Hundred).ClientAck(0, offset >= 750_000 ? 750_000 : offset + 100);
        }

        file.After(100).Server(750_000, Hundred);
        FlowTrace trace = Trace(file.Bytes);
        string[] lines = [.. FlowLadder.Lines(trace, 160).Select(line => line.Text)];

        Assert.Equal(30_004, trace.Packets);
        Assert.InRange(lines.Length, 40, FlowLadder.Most);
        Assert.Single(lines, line => line.EndsWith("100 bytes missing before it", StringComparison.Ordinal));
        Assert.EndsWith("fills a hole: lost, sent again (timeout) after 7.6s", lines[^1]);
        long left = lines.Select(line => Regex.Match(line, "^… ([0-9,]+) packets? ?")).Where(match => match.Success).Sum(match => long.Parse(match.Groups[1].Value.Replace(",", "")));
        Assert.Equal(30_004, left + lines.Count(line => !line.StartsWith('…')) - 1);
        Assert.All(lines.Where(line => line.StartsWith('…')), line => Assert.EndsWith("nothing remarkable", line));
    }

    [Fact]
    public void Trouble_there_is_no_room_for_is_counted_too()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Hundred);
        for (int i = 0; i < 20_000; i++) file.After(300).Client(0, Hundred);
        FlowTrace trace = Trace(file.Bytes);
        LadderLine[] lines = [.. FlowLadder.Lines(trace, 160)];

        Assert.InRange(trace.Kept.Length, 1, FlowTrace.Most);
        Assert.InRange(lines.Length, 40, FlowLadder.Most);
        Assert.Contains(lines, line => line.Trouble && line.Text.Contains("of them with findings there is no room for"));
    }

    [Fact]
    public void Looking_closely_changes_no_figure()
    {
        foreach (string path in Captures.All.Where(file => new FileInfo(file).Length <= 600_000).Append(Captures.Own("zeek_100-continue.pcap")))
        {
            var analysis = new CaptureAnalysis(closely: Enumerable.Range(1, 500).Select(number => (long)number));
            Assert.True(analysis.TryRead(path));

            Assert.Equal(Json(Captures.Analyze(path)), Json(analysis.Report()));
            Assert.All(analysis.Report().Flows.Where(flow => flow.Number <= 500), flow => Assert.Equal(flow.Packets.Client + flow.Packets.Server, analysis.Traces[flow.Number].Packets));
        }
    }

    internal static FlowTrace Trace(byte[] file)
    {
        var analysis = new CaptureAnalysis(closely: [1]);
        Assert.True(analysis.TryRead(new MemoryStream(file), "test"));
        return analysis.Traces[1];
    }

    private static string[] Lines(PacketFile file) => [.. FlowLadder.Lines(Trace(file.Bytes), 180).Select(line => line.Text)];

    private static string Squeezed(string line) => Regex.Replace(line, " +", " ").Trim();

    private static string Json(CaptureReport report)
    {
        using var stream = new MemoryStream();
        AnalysisJson.Write(report, stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
