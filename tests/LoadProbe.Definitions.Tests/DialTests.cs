namespace LoadProbe.Definitions.Tests;

public class DialTests
{
    [Theory]
    [InlineData("- tcp: db.example.com:5432", "tcp db.example.com:5432", "db.example.com:5432")]
    [InlineData("- tcp: \"[::1]:80\"", "tcp [::1]:80", "[::1]:80")]
    [InlineData("- tcp:", "tcp", null)]
    [InlineData("- tcp: {}", "tcp", null)]
    [InlineData("- { name: the queue, tcp: { address: q:1 } }", "the queue", "q:1")]
    public void Tcp_goes_to_an_address_or_to_the_target(string yaml, string name, string? address)
    {
        TcpStep step = One<TcpStep>(yaml);
        Assert.Equal((name, address, StepEffect.Read), (step.Name, step.Address?.Source, step.Effect));
    }

    [Theory]
    [InlineData("- tcp: { address: m:25, send: \"HELO\\r\\n\", expect: { answer: \"220\", within: 1s } }")]
    [InlineData("- { tcp: { address: m:25, send: \"HELO\\r\\n\" }, expect: { answer: \"220\" }, within: 1s }")]
    public void What_is_expected_may_stand_inside_a_dial_or_beside_it(string yaml)
    {
        TcpStep step = One<TcpStep>(yaml);
        Assert.Equal(("HELO\r\n", "220", TimeSpan.FromSeconds(1)), (step.Send!.Source, step.Answer!.Contains!.Source, step.Within));
    }

    [Fact]
    public void Tcp_may_be_a_conversation_in_lines()
    {
        TcpStep step = One<TcpStep>("- tcp: { address: m:25, lines: [{ expect: /^220/, save: { host: { body: \"220 (\\\\S+)\" } } }, { send: \"EHLO ${host}\" }, { starttls: mail.example.com }], expect: { valid_for: 14d, version: TLS 1.3 } }");
        Assert.Equal("host", Assert.Single(Assert.IsType<AwaitedLine>(step.Lines[0]).Saves).Variable);
        Assert.Equal("EHLO ${host}", Assert.IsType<SentLine>(step.Lines[1]).Text.Source);
        Assert.Equal("mail.example.com", Assert.IsType<StartTlsLine>(step.Lines[2]).ServerName);
        Assert.Equal((TimeSpan.FromDays(14), "TLS 1.3"), (step.Tls!.ValidFor, step.Tls.Version!.Is!.Source));
    }

    [Fact]
    public void Udp_sends_text_or_bytes()
    {
        UdpStep text = One<UdpStep>("- udp: { address: a:7, send: ping, expect: { answer: ping } }");
        UdpStep bytes = One<UdpStep>("- udp: { address: a:7, hex: 01 ff }");
        Assert.Equal(("a:7", "ping", false, "ping"), (text.Address!.Source, text.Send.Source, text.IsHex, text.Answer!.Contains!.Source));
        Assert.Equal(("01 ff", true, null), (bytes.Send.Source, bytes.IsHex, bytes.Answer));
    }

    [Fact]
    public void A_step_over_both_families_is_two()
    {
        using var scratch = new Scratch();
        IReadOnlyList<Step> steps = scratch.Steps("- { tcp: \"a:1\", ip: both }\n- { get: http://a/, ip: 6 }\n- icmp: a", "target: tcp://127.0.0.1:9").Journey.Steps;
        Assert.Equal([("tcp a:1 (IPv4)", IpFamily.V4, false), ("tcp a:1 (IPv6)", IpFamily.V6, true), ("GET http://a/", IpFamily.V6, false), ("icmp a", IpFamily.Any, false)], steps.Select(s => (s.Name, s.Ip, s.IsTwin)));
    }

    [Theory]
    [InlineData("10.0.0.53", "10.0.0.53:53")]
    [InlineData("fd00::53", "[fd00::53]:53")]
    [InlineData("[fd00::53]", "[fd00::53]:53")]
    [InlineData("[fd00::53]:5353", "[fd00::53]:5353")]
    [InlineData("dns.example.com", "dns.example.com:53")]
    [InlineData("dns.example.com:5353", "dns.example.com:5353")]
    public void A_name_server_has_port_53_unless_it_says_another(string server, string address) =>
        Assert.Equal(address, One<DnsStep>($"- dns: {{ name: a.example.com, server: \"{server}\" }}").Server!.Source);

    [Theory]
    [InlineData("- tls: { staple: true }", true, null)]
    [InlineData("- tls: { expect: { staple: good } }", true, StapleExpectation.Good)]
    [InlineData("- { tls: , expect: { staple: present } }", true, StapleExpectation.Present)]
    [InlineData("- tls: { staple: false }", false, null)]
    [InlineData("- tls:", false, null)]
    public void What_is_stapled_is_asked_for_when_it_is_expected(string yaml, bool asked, StapleExpectation? expected)
    {
        TlsStep step = One<TlsStep>(yaml);
        Assert.Equal((asked, expected), (step.Staple, step.ExpectStaple));
    }

    [Fact]
    public void Tls_checks_how_long_the_certificate_is_good()
    {
        TlsStep step = One<TlsStep>("- tls: { address: a:443, server_name: a.example.com, expect: { valid_for: 14d } }");
        Assert.Equal(("a:443", "a.example.com", TimeSpan.FromDays(14)), (step.Address!.Source, step.ServerName, step.Expect.ValidFor));
    }

    [Fact]
    public void Dns_asks_the_systems_server_for_an_address_unless_told_otherwise()
    {
        DnsStep plain = One<DnsStep>("- dns: api.example.com");
        DnsStep full = One<DnsStep>("- dns: { name: nope.example.com, type: AAAA, server: 127.0.0.1, expect: { rcode: NXDOMAIN } }");

        Assert.Equal("_dmarc.example.com", One<DnsStep>("- dns: { name: _dmarc.example.com, type: TXT }").Question.Source);
        Assert.Equal(("dns api.example.com", DnsRecordType.A, null, 0), (plain.Name, plain.Type, plain.Server, plain.ResponseCode));
        Assert.Equal((DnsRecordType.Aaaa, "127.0.0.1:53", 3), (full.Type, full.Server!.Source, full.ResponseCode));
    }

    [Fact]
    public void Dns_may_go_over_other_ways_and_expect_more_of_an_answer()
    {
        DnsStep secure = One<DnsStep>("- dns: { name: example.com, type: SOA, over: tls, server: dns.example.com, server_name: one.example.com, expect: { serial: { min: 2026112700 }, every: /^ns/ } }");
        DnsStep web = One<DnsStep>("- dns: { name: example.com, over: https, server: \"https://dns.example.com/dns-query\", expect: { authenticated: true } }");

        Assert.Equal((DnsWay.Tls, "dns.example.com:853", "one.example.com", 2026112700.0, false), (secure.Over, secure.Server!.Source, secure.ServerName, secure.Serial!.Min, secure.Dnssec));
        Assert.NotNull(secure.Every!.Matches);
        Assert.Equal((DnsWay.Https, "https://dns.example.com/dns-query", true, true), (web.Over, web.Server!.Source, web.Authenticated, web.Dnssec));
        Assert.Equal("127.0.0.1:5300", One<DnsStep>("- dns: { name: a.example.com, over: tcp, server: \"127.0.0.1:5300\", dnssec: true }").Server!.Source);
    }

    [Fact]
    public void Icmp_tolerates_no_loss_unless_told_otherwise()
    {
        IcmpStep plain = One<IcmpStep>("- icmp: 10.0.0.1");
        IcmpStep full = One<IcmpStep>("- icmp: { count: 10, interval: 50ms, expect: { loss: 20%, within: 1s } }");

        Assert.Equal(("10.0.0.1", 3, 0.0), (plain.Host!.Source, plain.Count, plain.MaxLoss));
        Assert.Equal((null, 10, TimeSpan.FromMilliseconds(50), 0.2, TimeSpan.FromSeconds(1)), (full.Host, full.Count, full.Interval, full.MaxLoss, full.Within));
    }

    [Fact]
    public void A_path_is_found_by_echo_requests_unless_told_otherwise()
    {
        PathStep plain = One<PathStep>("- path: 10.0.0.1");
        PathStep full = One<PathStep>("- path: { by: tcp, port: 443, hops: 12, count: 10, interval: 50ms, expect: { loss: 20%, within: 1s } }");

        Assert.Equal(("10.0.0.1", PathProtocol.Icmp, 0, 30, 3, TimeSpan.FromSeconds(1), 0.0), (plain.Host!.Source, plain.By, plain.Port, plain.Hops, plain.Count, plain.Interval, plain.MaxLoss));
        Assert.Equal((null, PathProtocol.Tcp, 443, 12, 10, TimeSpan.FromMilliseconds(50), 0.2, TimeSpan.FromSeconds(1)), (full.Host, full.By, full.Port, full.Hops, full.Count, full.Interval, full.MaxLoss, full.Within));
    }

    [Theory]
    [InlineData("- path: { port: 80 }", "probe.yaml:3:17: port is for udp and tcp: icmp has none")]
    [InlineData("- path: { by: sctp }", "probe.yaml:3:15: by \"sctp\" is not known: it is one of icmp, udp, tcp")]
    [InlineData("- path: { by: udp, hops: 65 }", "probe.yaml:3:26: hops 65 is not a whole number from 1 to 64")]
    [InlineData("- { tcp: { address: a:1, expect: { answer: x } }, expect: { answer: y } }", "probe.yaml:3:59: expect stands both beside the dial and inside it: keep one")]
    [InlineData("- icmp: { count: 0 }", "probe.yaml:3:18: count 0 is not a whole number from 1 to 100")]
    [InlineData("- { icmp: a, expect: { loss: 0.1 } }", "probe.yaml:3:30: loss 0.1 is not a share from 0% to 100%")]
    [InlineData("- dns: { type: A }", "probe.yaml:3:8: name is missing: write for instance dns: api.example.com")]
    public void A_bad_dial_is_reported(string yaml, string message)
    {
        using var scratch = new Scratch();
        var loaded = scratch.Probe($"target: tcp://127.0.0.1:9\nsteps:\n{yaml}\n");
        Assert.Equal(message, Files.Short(Assert.Single(loaded.Mistakes)));
    }

    private static T One<T>(string yaml)
        where T : Step
    {
        using var scratch = new Scratch();
        return Assert.IsType<T>(Assert.Single(scratch.Steps(yaml, "target: tcp://127.0.0.1:9").Journey.Steps));
    }
}
