using System.Text.Json;

namespace LoadProbe.Capture.Tests;

/// <summary>An answer that did not fit in a datagram, and the same question over TCP.</summary>
public class DnsFallbackTests
{
    private const string Name = "long.example.test";
    private static readonly byte[] Asked = DnsBytes.Framed(DnsBytes.Question(9, Name)), Long = DnsBytes.Framed(DnsBytes.Answer(9, Name, rest: 1500));

    private static PacketFile Truncated() => new PacketFile().Dns(true, DnsBytes.Question(7, Name)).After(20).Dns(false, DnsBytes.Answer(7, Name, truncated: true));

    [Fact]
    public void Both_are_one_lookup_from_the_first_question_to_the_last_byte_over_TCP()
    {
        // The answer's second part is late; the id over TCP is another.
        PacketFile file = Truncated().After(5).DnsConnect().DnsTcp(true, 1, 1, 24, Asked).After(20).DnsTcp(false, 1, 1 + Asked.Length, 24, Long[..1000]).After(30).DnsTcp(false, 1001, 1 + Asked.Length, 24, Long[1000..]);
        CaptureReport report = file.Analyze();
        DnsTransaction dns = Assert.Single(report.Lookups);

        Assert.Equal((7, Name, "TXT", 0, true, true), (dns.Id, dns.Name, dns.Type, dns.ResponseCode, dns.Truncated, dns.Fallback is not null));
        Assert.Equal((20, 20 + 5 + 10 + 20 + 30), (dns.ResponseTime!.Value.TotalMilliseconds, dns.LookupTime!.Value.TotalMilliseconds));
        // What is told of datagrams means what it always does.
        JsonElement json = Json(report), fallback = json.GetProperty("fallback");
        Assert.Equal((0.02, true), (json.GetProperty("response_seconds").GetDouble(), json.GetProperty("truncated").GetBoolean()));
        Assert.Equal(("tcp", 0.085, 0), (fallback.GetProperty("protocol").GetString(), fallback.GetProperty("lookup_seconds").GetDouble(), fallback.GetProperty("response_code").GetInt32()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    public void However_TCP_cuts_the_messages_up(int size)
    {
        PacketFile file = Truncated().DnsConnect();
        for (int at = 0; at < Asked.Length; at += size) file.DnsTcp(true, 1 + at, 1, 24, Asked[at..Math.Min(at + size, Asked.Length)]);
        byte[] two = [.. DnsBytes.Framed(DnsBytes.Answer(8, "other.test")), .. Long];
        for (int at = 0; at < two.Length; at += size) file.DnsTcp(false, 1 + at, 1 + Asked.Length, 24, two[at..Math.Min(at + size, two.Length)]);

        Assert.Equal((true, TimeSpan.FromMilliseconds(30)), (Assert.Single(file.Analyze().Lookups).Fallback is not null, file.Analyze().Lookups.First().LookupTime));
    }

    [Fact]
    public void An_answer_of_which_the_capture_has_the_beginning_only_is_timed()
    {
        PacketFile file = new PacketFile { SnapLength = 120 }.Dns(true, DnsBytes.Question(7, Name)).After(20).Dns(false, DnsBytes.Answer(7, Name, truncated: true));
        file.DnsConnect().DnsTcp(true, 1, 1, 24, Asked).After(20).DnsTcp(false, 1, 1 + Asked.Length, 24, Long[..1000]).After(30).DnsTcp(false, 1001, 1 + Asked.Length, 24, Long[1000..]);

        Assert.Equal(TimeSpan.FromMilliseconds(80), Assert.Single(file.Analyze().Lookups).LookupTime);
    }

    [Fact]
    public void Where_TCP_does_not_answer_the_lookup_has_no_answer()
    {
        DnsTransaction dns = Assert.Single(Truncated().DnsConnect().DnsTcp(true, 1, 1, 24, Asked).Analyze().Lookups);

        Assert.Equal((true, new DnsFallback(null, null)), (dns.Truncated, dns.Fallback));
        Assert.Null(dns.LookupTime);
    }

    [Fact]
    public void A_second_connection_may_bring_the_answer()
    {
        PacketFile file = Truncated().DnsConnect().DnsTcp(true, 1, 1, 24, Asked).DnsTcp(false, 1, 1 + Asked.Length, 20).After(50).DnsConnect(40001).DnsTcp(true, 1, 1, 24, Asked, 40001).DnsTcp(false, 1, 1 + Asked.Length, 24, Long, 40001);

        Assert.Equal(TimeSpan.FromMilliseconds(90), Assert.Single(file.Analyze().Lookups).LookupTime);
    }

    [Fact]
    public void Without_the_question_over_TCP_the_truncated_answer_is_the_answer()
    {
        DnsTransaction dns = Assert.Single(Truncated().DnsConnect().Analyze().Lookups);

        Assert.Equal((true, false, TimeSpan.FromMilliseconds(20)), (dns.Truncated, dns.Fallback is not null, dns.LookupTime));
    }

    [Theory]
    [InlineData("other.example.test", 16, 0)]
    [InlineData(Name, 1, 0)]
    [InlineData(Name, 16, 6000)]
    public void Another_question_or_the_same_much_later_is_no_part_of_it(string name, byte type, double later)
    {
        byte[] asked = DnsBytes.Framed(DnsBytes.Question(9, name, type)), answer = DnsBytes.Framed(DnsBytes.Answer(9, name, type: type));
        DnsTransaction[] lookups = [.. Truncated().After(later).DnsConnect().DnsTcp(true, 1, 1, 24, asked).DnsTcp(false, 1, 1 + asked.Length, 24, answer).Analyze().Lookups];

        Assert.Equal([(false, 20), (true, 0)], lookups.Select(dns => (dns.OverTcp, dns.LookupTime!.Value.TotalMilliseconds)));
    }

    [Fact]
    public void What_was_never_truncated_is_not_made_longer_by_TCP()
    {
        PacketFile file = new PacketFile().Dns(true, DnsBytes.Question(7, Name)).After(20).Dns(false, DnsBytes.Answer(7, Name)).DnsConnect().DnsTcp(true, 1, 1, 24, Asked).DnsTcp(false, 1, 1 + Asked.Length, 24, Long);

        Assert.Equal([(false, 20), (true, 0)], file.Analyze().Lookups.Select(dns => (dns.OverTcp, dns.LookupTime!.Value.TotalMilliseconds)));
        Assert.False(Json(file.Analyze()).TryGetProperty("fallback", out _));
    }

    private static JsonElement Json(CaptureReport report)
    {
        using var stream = new MemoryStream();
        AnalysisJson.Write(report, stream);
        return JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("dns")[0];
    }
}
