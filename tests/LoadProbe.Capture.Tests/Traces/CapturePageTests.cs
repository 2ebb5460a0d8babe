using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LoadProbe.Capture.Tests;

/// <summary>A capture as a page: what it holds, and that nothing in a capture can become part of it.</summary>
public class CapturePageTests
{
    private const string Get = "GET /a HTTP/1.1\r\n\r\n", Ok = "HTTP/1.1 204 No Content\r\n\r\n", Hostile = "</script><script>alert(1)</script>";
    private static readonly string Hundred = new('x', 100);

    [Fact]
    public void The_page_is_well_formed_and_needs_nothing_else()
    {
        string html = Page(File.ReadAllBytes(Captures.Own("zeek_100-continue.pcap")));

        string markup = Regex.Replace(html, "(?s)(<script[^>]*>|<style>).*?(</script>|</style>)", "$1$2")["<!doctype html>".Length..];
        XElement root = XDocument.Parse(markup).Root!;
        Assert.Equal(3, root.Descendants().Count(element => element.Name.LocalName is "script" or "style"));
        Assert.Equal(["data:,"], root.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href").Select(attribute => attribute.Value));
        Assert.DoesNotContain("@import", html);
    }

    [Fact]
    public void Its_policy_allows_its_own_script_and_style_alone()
    {
        string html = Page(new PacketFile().Handshake().Client(0, Get).Bytes);
        string policy = Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;

        Assert.StartsWith("default-src 'none'; ", policy);
        Assert.Contains($"script-src 'sha256-{Sha(Regex.Match(html, "(?s)<script>(.*?)</script>").Groups[1].Value)}';", policy);
        Assert.Contains($"style-src 'sha256-{Sha(Regex.Match(html, "(?s)<style>(.*?)</style>").Groups[1].Value)}';", policy);
        Assert.DoesNotContain("unsafe", policy);
    }

    [Fact]
    public void Names_out_of_a_capture_cannot_end_the_element_they_stand_in()
    {
        byte[] hello = Hello(Hostile);
        byte[] capture = new PacketFile().Handshake(40001).Send(true, 1, 1, 24, hello, port: 40001).Handshake().Client(0, $"GET /{Hostile}\u001b[2J HTTP/1.1\r\n\r\n").After(10).Server(0, Ok, 100)
            .Frame(Question(Hostile)).Bytes;

        string html = Page(capture, "x<script>.pcap");

        Assert.Equal(2, Regex.Count(html, "<script"));
        Assert.DoesNotContain("alert(1)</", html);
        JsonElement page = Document(html);
        Assert.Equal("x<script>.pcap", page.GetProperty("file").GetString());
        Assert.Equal($"GET /{Hostile}·[2J", Assert.Single(page.GetProperty("answers").EnumerateArray()).GetProperty("what").GetString());
        Assert.Equal(Hostile, Assert.Single(page.GetProperty("dns").EnumerateArray()).GetProperty("name").GetString());
        Assert.Contains(page.GetProperty("looked").EnumerateArray(), flow => flow.TryGetProperty("name", out JsonElement name) && name.GetString() == Hostile);
    }

    [Fact]
    public void The_parts_of_a_request_add_up_and_what_was_lost_is_none_of_the_server_s()
    {
        PacketFile file = new PacketFile().Handshake().Client(0, Get).After(30).Server(0, Ok[..10], Get.Length).After(5).Server(20, Ok[20..], Get.Length).After(300).Server(10, Ok[10..20], Get.Length);
        JsonElement answer = Assert.Single(Document(Page(file.Bytes)).GetProperty("answers").EnumerateArray());

        Assert.Equal((0.01m, 0.02m, 0.3m), (Number(answer, "network"), Number(answer, "server"), Number(answer, "again")));
        Assert.Equal(0.335m, Number(answer, "network") + Number(answer, "server") + Number(answer, "transfer") + Number(answer, "again"));
    }

    [Fact]
    public void A_plot_has_every_packet_of_a_short_flow_with_what_is_wrong_with_it()
    {
        PacketFile file = new PacketFile().Handshake().Server(0, Hundred).ClientAck(0, 100).Server(200, Hundred).After(1).ClientAck(0, 100, 0).After(250).Server(100, Hundred).After(10).ClientAck(0, 300);
        JsonElement plot = Document(Page(file.Bytes)).GetProperty("looked")[0].GetProperty("plot");

        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 0], Column(plot, "kind"));
        Assert.Equal([0, 0, 0, 0, 0, 100, 0, 0, 0], Column(plot, "hole"));
        Assert.Equal([1, 1, 1, 101, 1, 301, 1, 201, 1], Column(plot, "to"));
        Assert.Equal([-1, 1, 1, 1, 101, 1, 101, 1, 301], Column(plot, "ack"));
        Assert.Equal([1, 0.012m, 0.272m], Assert.Single(plot.GetProperty("stalls").EnumerateArray()).EnumerateArray().Select(value => value.GetDecimal()));
        Assert.Equal(["handshake"], plot.GetProperty("rtt").EnumerateArray().Select(sample => sample[1].GetString()));
        Assert.Equal(4, plot.GetProperty("found_all").GetInt32());
    }

    [Fact]
    public void Of_a_long_flow_two_thousand_points_are_drawn_with_all_that_is_remarkable_and_the_slowest_round_trip()
    {
        PacketFile file = new PacketFile().Handshake();
        for (int i = 0; i < 6_000; i++) file.After(1).Client(i * 100L, Hundred).After(i == 4_321 ? 90 : 10).ServerAck(0, i * 100L + 100);
        JsonElement plot = Document(Page(file.Client(600_000, Hundred).After(300).Client(600_000, Hundred).Bytes)).GetProperty("looked")[0].GetProperty("plot");

        Assert.Equal(12_005, plot.GetProperty("seen").GetInt32());
        Assert.InRange(plot.GetProperty("t").GetArrayLength(), 200, PlotPoints.Most);
        Assert.Single(Column(plot, "kind"), kind => kind == 1);
        Assert.InRange(plot.GetProperty("rtt").GetArrayLength(), 100, PlotPoints.Most);
    }

    [Fact]
    public void The_slowest_round_trip_is_drawn()
    {
        var packets = new TracedPacket[8000];
        for (int i = 0; i < packets.Length; i++) packets[i] = new TracedPacket { Time = i, Sequence = i, SequenceTrip = i == 4_321 ? 90 : 10, FromClient = i % 2 == 0 };

        int[] drawn = PlotPoints.Of(packets);

        Assert.Contains(4_321, drawn);
        Assert.InRange(drawn.Length, 1_000, PlotPoints.Most);
        Assert.Equal(drawn.Order().Distinct(), drawn);
    }

    [Fact]
    public void When_everything_is_remarkable_the_points_are_bounded_all_the_same()
    {
        var packets = new TracedPacket[8192];
        Array.Fill(packets, new TracedPacket { Findings = Findings.Timeout });

        Assert.InRange(PlotPoints.Of(packets).Length, 1_000, PlotPoints.Most);
    }

    [Fact]
    public void The_worst_flows_are_drawn_and_no_more_than_twenty()
    {
        var file = new PacketFile();
        for (int i = 0; i < 30; i++) file.Send(true, 0, 0, 2, port: (ushort)(40_000 + i)).After(1);
        file.Handshake(50_000).Send(true, 1, 1, 24, new byte[10], port: 50_000).After(400).Send(true, 1, 1, 24, new byte[10], port: 50_000);
        JsonElement page = Document(Page(file.Bytes));

        Assert.Equal((31, 31, 20), (page.GetProperty("flows_all").GetInt32(), page.GetProperty("flows").GetArrayLength(), page.GetProperty("looked").GetArrayLength()));
        Assert.Equal(31, page.GetProperty("looked")[0].GetProperty("number").GetInt32());
        Assert.Equal(30, page.GetProperty("outcomes").GetProperty("timeout").GetInt32());
    }

    [Fact]
    public void Connections_over_QUIC_stand_with_their_names_and_what_they_waited()
    {
        JsonElement quic = Assert.Single(Document(Page(File.ReadAllBytes(Captures.Own("zeek_quic-go_retry.pcap")))).GetProperty("quic").EnumerateArray());

        Assert.Equal(("server4:443", "hq-interop", true, false), (quic.GetProperty("name").GetString(), quic.GetProperty("protocols").GetString(), quic.GetProperty("retry").GetBoolean(), quic.GetProperty("ambiguous").GetBoolean()));
        Assert.InRange(Number(quic, "trip"), 0.036m, 0.037m);
    }

    [Fact]
    public void A_lookup_that_went_on_over_TCP_says_so()
    {
        byte[] asked = DnsBytes.Framed(DnsBytes.Question(9, "a.test"));
        PacketFile file = new PacketFile().Dns(true, DnsBytes.Question(7, "a.test")).Dns(false, DnsBytes.Answer(7, "a.test", truncated: true)).DnsConnect().DnsTcp(true, 1, 1, 24, asked);
        JsonElement dns = Assert.Single(Document(Page(file.DnsTcp(false, 1, 1 + asked.Length, 24, DnsBytes.Framed(DnsBytes.Answer(9, "a.test"))).Bytes)).GetProperty("dns").EnumerateArray());

        Assert.Equal((true, 0.01m), (dns.GetProperty("tcp").GetBoolean(), Number(dns, "time")));
    }

    [Fact]
    public void A_capture_without_a_packet_has_a_page_too() => Assert.Equal(0, Document(Page(new PacketFile().Bytes)).GetProperty("flows_all").GetInt32());

    internal static string Page(byte[] file, string name = "test")
    {
        CaptureReport report = CaptureAnalysis.Run(new MemoryStream(file), name)!;
        var analysis = new CaptureAnalysis(closely: CapturePage.Looked(report));
        analysis.TryRead(new MemoryStream(file), name);
        return CapturePage.Html(report, analysis.Traces);
    }

    private static JsonElement Document(string html) => JsonDocument.Parse(Regex.Match(html, "(?s)<script type=\"application/json\" id=\"capture-json\">(.*?)</script>").Groups[1].Value).RootElement;

    private static decimal Number(JsonElement of, string name) => of.GetProperty(name).GetDecimal();

    private static decimal[] Column(JsonElement plot, string name) => [.. plot.GetProperty(name).EnumerateArray().Select(value => value.GetDecimal())];

    private static string Sha(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Hello(string name)
    {
        byte[] text = Encoding.Latin1.GetBytes(name);
        byte[] list = [0, .. Short(text.Length), .. text], extension = [0, 0, .. Short(list.Length + 2), .. Short(list.Length), .. list];
        byte[] body = [3, 3, .. new byte[32], 0, 0, 2, 0x13, 1, 1, 0, .. Short(extension.Length), .. extension];
        byte[] message = [1, 0, .. Short(body.Length), .. body];
        return [22, 3, 1, .. Short(message.Length), .. message];
    }

    private static byte[] Question(string name)
    {
        byte[] text = Encoding.Latin1.GetBytes(name);
        byte[] message = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, (byte)text.Length, .. text, 0, 0, 1, 0, 1];
        byte[] udp = [0xC0, 0, 0, 53, .. Short(8 + message.Length), 0, 0, .. message];
        byte[] ip = [0x45, 0, .. Short(20 + udp.Length), 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 53, .. udp];
        return [.. new byte[12], 8, 0, .. ip];
    }

    private static byte[] Short(int value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
