using System.Text.Json;

namespace LoadProbe.Capture.Tests;

/// <summary>DNS that was asked over TCP.</summary>
public class DnsOverTcpTests
{
    private const string Name = "a.example.test";

    [Fact]
    public void A_question_and_its_answer_are_listed_as_over_UDP()
    {
        byte[] asked = DnsBytes.Framed(DnsBytes.Question(9, Name)), answer = DnsBytes.Framed(DnsBytes.Answer(9, Name, rest: 1500, code: 3));
        CaptureReport report = new PacketFile().DnsConnect().DnsTcp(true, 1, 1, 24, asked).After(20).DnsTcp(false, 1, 1 + asked.Length, 24, answer[..1000]).After(30).DnsTcp(false, 1001, 1 + asked.Length, 24, answer[1000..]).Analyze();

        DnsTransaction dns = Assert.Single(report.Dns);
        Assert.Equal((9, Name, "TXT", 3, true, false), (dns.Id, dns.Name, dns.Type, dns.ResponseCode, dns.OverTcp, dns.Continues));
        Assert.Equal(("10.0.0.1:40000", "10.0.0.2:53", TimeSpan.FromMilliseconds(50)), ($"{dns.Client}", $"{dns.Server}", dns.ResponseTime));
        Assert.Equal([dns], report.Lookups);
        JsonElement json = Json(report)[0];
        Assert.Equal(("tcp", 0.05, false), (json.GetProperty("protocol").GetString(), json.GetProperty("response_seconds").GetDouble(), json.TryGetProperty("continues", out _)));
    }

    [Fact]
    public void Of_several_questions_at_once_each_has_its_own_answer_in_whichever_order_they_come()
    {
        byte[] asked = [.. Enumerable.Range(1, 3).SelectMany(id => DnsBytes.Framed(DnsBytes.Question((ushort)id, $"n{id}.test")))];
        PacketFile file = new PacketFile().DnsConnect().DnsTcp(true, 1, 1, 24, asked);
        int at = 1;
        foreach (ushort id in (ushort[])[2, 3, 1])
        {
            byte[] answer = DnsBytes.Framed(DnsBytes.Answer(id, $"n{id}.test"));
            file.After(10).DnsTcp(false, at, 1 + asked.Length, 24, answer);
            at += answer.Length;
        }

        Assert.Equal([("n1.test", 30), ("n2.test", 10), ("n3.test", 20)], file.Analyze().Dns.Select(dns => (dns.Name, dns.ResponseTime!.Value.TotalMilliseconds)));
    }

    [Fact]
    public void A_question_without_an_answer_has_no_time()
    {
        DnsTransaction dns = Assert.Single(new PacketFile().DnsConnect().DnsTcp(true, 1, 1, 24, DnsBytes.Framed(DnsBytes.Question(9, Name))).Analyze().Dns);

        Assert.Equal((true, null, null), (dns.OverTcp, dns.ResponseTime, dns.ResponseCode));
    }

    [Fact]
    public void The_same_id_over_UDP_from_the_same_port_is_another_question()
    {
        byte[] question = DnsBytes.Question(9, Name), asked = DnsBytes.Framed(question), answer = DnsBytes.Framed(DnsBytes.Answer(9, Name));
        PacketFile file = new PacketFile().Dns(true, question).DnsConnect(50000).DnsTcp(true, 1, 1, 24, asked, 50000).After(10).DnsTcp(false, 1, 1 + asked.Length, 24, answer, 50000);

        Assert.Equal([(false, null, 0), (true, (TimeSpan?)TimeSpan.FromMilliseconds(10), 0)], file.Analyze().Dns.Select(dns => (dns.OverTcp, dns.ResponseTime, dns.Retransmissions)));
    }

    [Fact]
    public void What_a_truncated_answer_has_asked_again_is_listed_and_said_to_go_on_with_it()
    {
        byte[] asked = DnsBytes.Framed(DnsBytes.Question(9, Name)), answer = DnsBytes.Framed(DnsBytes.Answer(9, Name));
        CaptureReport report = new PacketFile().Dns(true, DnsBytes.Question(7, Name)).After(20).Dns(false, DnsBytes.Answer(7, Name, truncated: true))
            .DnsConnect().DnsTcp(true, 1, 1, 24, asked).After(5).DnsTcp(false, 1, 1 + asked.Length, 24, answer).Analyze();

        Assert.Equal([("udp", false), ("tcp", true)], Json(report).EnumerateArray().Select(dns => (dns.GetProperty("protocol").GetString()!, dns.TryGetProperty("continues", out _))));
        Assert.Equal([20, 5], report.Dns.Select(dns => dns.ResponseTime!.Value.TotalMilliseconds));
        Assert.Equal([35], report.Lookups.Select(dns => dns.LookupTime!.Value.TotalMilliseconds));
    }

    [Fact]
    public void A_new_connection_on_the_same_ports_begins_with_a_message_of_its_own()
    {
        byte[] asked = DnsBytes.Framed(DnsBytes.Question(9, Name)), answer = DnsBytes.Framed(DnsBytes.Answer(9, Name));
        // Half a message, and no more of it.
        PacketFile file = new PacketFile().DnsConnect().DnsTcp(true, 1, 1, 24, asked[..5]).After(100);
        file.DnsTcp(true, 50_000, 0, 2).After(10).DnsTcp(false, 0, 50_001, 18).DnsTcp(true, 50_001, 1, 16).DnsTcp(true, 50_001, 1, 24, asked).After(10).DnsTcp(false, 1, 50_001 + asked.Length, 24, answer);

        Assert.Equal(TimeSpan.FromMilliseconds(10), Assert.Single(file.Analyze().Dns).ResponseTime);
    }

    private static JsonElement Json(CaptureReport report)
    {
        using var stream = new MemoryStream();
        AnalysisJson.Write(report, stream);
        return JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("dns");
    }
}
