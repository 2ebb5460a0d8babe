using System.Net.Security;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LoadProbe.Probing.Tests;

/// <summary>A module's dns options, each as blackbox_exporter has it.</summary>
public sealed class BlackboxDnsTests
{
    private static readonly string[] Always =
    [
        "probe_dns_additional_rrs", "probe_dns_answer_rrs", "probe_dns_authority_rrs", "probe_dns_duration_seconds", "probe_dns_lookup_time_seconds", "probe_dns_query_succeeded",
        "probe_duration_seconds", "probe_ip_addr_hash", "probe_ip_protocol", "probe_success", "probe_timeout_seconds",
    ];

    private static readonly BlackboxDnsProbe Asking = new() { QueryName = "shop.test", QueryType = "A" };

    [Fact]
    public async Task Tells_what_the_exporter_tells_of_an_answer()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, 0, false, "192.0.2.1", "192.0.2.2")]);
        BlackboxAnswer got = await ProbeAsync(server, Asking);
        Assert.True(got.Success, got.Log);
        Assert.Equal(Always, got.Families);
        Assert.Equal((2, 0, 0, 1), (got["probe_dns_answer_rrs"], got["probe_dns_authority_rrs"], got["probe_dns_additional_rrs"], got["probe_dns_query_succeeded"]));
        Assert.True(Phase(got, "request") > 0);
        Assert.Contains("shop.test.\t60\tIN\tA\t192.0.2.1", got.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("nosuch.invalid")]
    public async Task Has_every_family_at_zero_when_nobody_answers(string target)
    {
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(target, Module(Asking));
        Assert.False(got.Success);
        Assert.Equal(Always, got.Families);
        Assert.Equal((0, 0), (got["probe_dns_query_succeeded"], got["probe_dns_answer_rrs"]));
    }

    [Fact]
    public async Task Asks_what_the_module_says()
    {
        byte[] asked = [];
        await using var server = new NameServer(q => [NameServer.Answer(asked = q)]);
        await ProbeAsync(server, Asking with { QueryType = "TXT", QueryClass = "CH", QueryName = "version.bind.", RecursionDesired = false });
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, .. "version"u8, 4, .. "bind"u8, 0, 0, 16, 0, 3], asked[2..]);
    }

    [Theory]
    [InlineData(3, new[] { "NOERROR" }, false)]
    [InlineData(3, new[] { "NOERROR", "NXDOMAIN" }, true)]
    [InlineData(2, new[] { "NXDOMAIN" }, false)]
    public async Task A_response_code_is_good_when_the_module_says_so(int code, string[] good, bool success)
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, code)]);
        BlackboxAnswer got = await ProbeAsync(server, Asking with { ValidReturnCodes = good });
        Assert.Equal((success, 1d), (got.Success, got["probe_dns_query_succeeded"]));
    }

    [Theory]
    [InlineData("matches", @"192\.0\.2\.1", false)]
    [InlineData("matches", @"192\.0\.2\.9", true)]
    [InlineData("not matches", @"192\.0\.2\.1", false)]
    [InlineData("not matches", @"\tIN\tA\t192\.0\.2\.[12]$", true)]
    [InlineData("none match", @"192\.0\.2\.9", false)]
    [InlineData("none match", @"192\.0\.2\.1", true)]
    [InlineData("all match", @"192\.0\.2\.", true)]
    [InlineData("all match", @"192\.0\.2\.1", false)]
    public async Task Records_are_held_against_the_rules_as_the_exporter_does_it(string rule, string pattern, bool success)
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, 0, false, "192.0.2.1", "192.0.2.2")]);
        Assert.Equal(success, (await ProbeAsync(server, Asking with { Answer = Rules(rule, pattern) })).Success);
    }

    [Theory]
    [InlineData("matches", true)]
    [InlineData("not matches", false)]
    [InlineData("none match", false)]
    [InlineData("all match", true)]
    public async Task An_answer_without_records_fails_only_rules_that_want_some(string rule, bool success)
    {
        await using var server = new NameServer(q => [NameServer.Answer(q)]);
        Assert.Equal(success, (await ProbeAsync(server, Asking with { Answer = Rules(rule, ".*") })).Success);
    }

    [Fact]
    public async Task Tells_the_last_serial_of_a_zone_and_zero_without_one()
    {
        BlackboxDnsProbe asking = Asking with { QueryType = "SOA" };
        await using var zone = new NameServer(q => [With(q, (6, [1, (byte)'a', 0, 1, (byte)'b', 0, 0x78, 0xA4, 1, 2, .. new byte[16]]))]);
        BlackboxAnswer got = await ProbeAsync(zone, asking);
        Assert.Equal(0x78A40102, got["probe_dns_serial"]);
        await using var none = new NameServer(q => [NameServer.Answer(q)]);
        Assert.Equal(0, (await ProbeAsync(none, asking))["probe_dns_serial"]);
        Assert.Null((await BlackboxAsked.ProbeAsync("127.0.0.1:1", Module(asking)))["probe_dns_serial"]);
    }

    [Fact]
    public async Task Goes_over_tcp_only_when_the_module_says_so()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, 0, truncated: true)], q => NameServer.Answer(q, 0, false, "192.0.2.1"));
        Assert.Equal(0, (await ProbeAsync(server, Asking))["probe_dns_answer_rrs"]);
        Assert.Equal(1, (await ProbeAsync(server, Asking with { OverTcp = true }))["probe_dns_answer_rrs"]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Goes_over_tls_to_a_server_that_it_trusts_and_tells_nothing_of_the_handshake(bool trusted, bool success)
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        await using var server = new OddServer(async (socket, token) =>
        {
            await using var secure = new SslStream(new NetworkStream(socket));
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Certificate }, token);
            byte[] length = new byte[2];
            await secure.ReadExactlyAsync(length, token);
            byte[] question = new byte[length[1]];
            await secure.ReadExactlyAsync(question, token);
            byte[] answer = NameServer.Answer(question, 0, false, "192.0.2.1");
            await secure.WriteAsync((byte[])[0, (byte)answer.Length, .. answer], token);
        });
        BlackboxDnsProbe asking = Asking with { OverTcp = true, OverTls = true, Tls = trusted ? new BlackboxTls { AuthorityFile = certificate.PemFile } : new BlackboxTls() };
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync($"127.0.0.1:{server.Port}", Module(asking));
        Assert.True(got.Success == success, got.Log);
        Assert.Equal(Always, got.Families);
        Assert.Equal(success ? 1 : 0, got["probe_dns_answer_rrs"]);
        Assert.True(Phase(got, "connect") > 0);
    }

    [Fact]
    public async Task An_answer_to_another_question_is_not_taken_for_its_own()
    {
        await using var server = new NameServer(q => [NameServer.Answer([(byte)(q[0] ^ 1), .. q[1..]], 0, false, "192.0.2.9"), NameServer.Answer(q, 0, false, "192.0.2.1", "192.0.2.2")]);
        Assert.Equal(2, (await ProbeAsync(server, Asking))["probe_dns_answer_rrs"]);
    }

    [Fact]
    public async Task Only_as_much_is_read_as_a_datagram_of_old_may_have()
    {
        await using var server = new NameServer(q => [NameServer.Answer(q, 0, false, [.. Enumerable.Repeat("192.0.2.1", 40)])]);
        BlackboxAnswer got = await ProbeAsync(server, Asking);
        Assert.Equal((false, 0d, 0d), (got.Success, got["probe_dns_query_succeeded"], got["probe_dns_answer_rrs"]));
    }

    [Theory]
    [InlineData(28, "AAAA\t2001:db8::1", new byte[] { 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 })]
    [InlineData(5, "CNAME\ta.shop.test.", new byte[] { 1, 97, 0xC0, 12 })]
    [InlineData(15, "MX\t10 a\\.b.", new byte[] { 0, 10, 3, 97, 46, 98, 0 })]
    [InlineData(16, "TXT\t\"a\\\"b\" \"\\200\"", new byte[] { 3, 97, 34, 98, 1, 200 })]
    [InlineData(33, "SRV\t1 2 443 a.", new byte[] { 0, 1, 0, 2, 1, 187, 1, 97, 0 })]
    [InlineData(257, "CAA\t0 issue \"x\"", new byte[] { 0, 5, 105, 115, 115, 117, 101, 120 })]
    public async Task A_record_is_written_as_the_exporter_writes_it(int type, string text, byte[] value)
    {
        await using var server = new NameServer(q => [With(q, (type, value))]);
        BlackboxAnswer got = await ProbeAsync(server, Asking);
        Assert.True(got.Success, got.Log);
        Assert.Contains($"shop.test.\t60\tIN\t{text}", got.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_a_type_that_nobody_knows_is_written_as_its_bytes()
    {
        await using var server = new NameServer(q => [With(q, (65280, [0xAB, 1]))]);
        Assert.Contains("shop.test.\t60\tCLASS1\tTYPE65280\t\\# 2 ab01", (await ProbeAsync(server, Asking)).Log, StringComparison.Ordinal);
    }

    private static byte[] With(byte[] question, (int Type, byte[] Value) record)
    {
        byte[] answer = [.. question, 0xC0, 12, (byte)(record.Type >> 8), (byte)record.Type, 0, 1, 0, 0, 0, 60, 0, (byte)record.Value.Length, .. record.Value];
        (answer[2], answer[7]) = (0x80, 1);
        return answer;
    }

    private static BlackboxRecordRules Rules(string rule, string pattern)
    {
        BlackboxPattern[] patterns = [new(pattern, new Regex(pattern), [""])];
        return rule switch
        {
            "matches" => new BlackboxRecordRules { FailIfMatches = patterns },
            "all match" => new BlackboxRecordRules { FailIfAllMatch = patterns },
            "not matches" => new BlackboxRecordRules { FailIfNotMatches = patterns },
            _ => new BlackboxRecordRules { FailIfNoneMatches = patterns },
        };
    }

    private static BlackboxModule Module(BlackboxDnsProbe dns) => new() { Name = "dns", Prober = BlackboxProber.Dns, Dns = dns };

    private static Task<BlackboxAnswer> ProbeAsync(NameServer server, BlackboxDnsProbe dns) => BlackboxAsked.ProbeAsync(server.Address.ToString(), Module(dns));

    private static double? Phase(BlackboxAnswer got, string phase) => got.Call.Figures.Value("probe_dns_duration_seconds", ("phase", phase));
}
