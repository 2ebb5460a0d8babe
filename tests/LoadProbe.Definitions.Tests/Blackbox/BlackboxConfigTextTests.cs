namespace LoadProbe.Definitions.Tests;

/// <summary>The configuration in force, as the exporter's page /config has it.</summary>
public class BlackboxConfigTextTests
{
    private const string Defaults = """
                    ip_protocol_fallback: true
                    follow_redirects: true
                    enable_http2: true
                tcp:
                    ip_protocol_fallback: true
                icmp:
                    ip_protocol_fallback: true
                    ttl: 64
                dns:
                    ip_protocol_fallback: true
                    recursion_desired: true
                websocket:
                    ip_protocol_fallback: true

        """;

    [Fact]
    public void Has_the_defaults_that_the_exporter_has_and_the_modules_in_its_order() => Assert.Equal(
        $"modules:\n    a9:\n        prober: tcp\n        timeout: 1h0m0s\n        http:\n{Defaults}    a10:\n        prober: icmp\n        timeout: 1m30s\n        http:\n{Defaults}    \"on\":\n        prober: http\n        http:\n{Defaults}",
        Shown("modules: { on: { prober: http }, a10: { prober: icmp, timeout: 90s }, a9: { prober: tcp, timeout: 1h } }"));

    // A flag that is on by default is left out when it is off, and dns asks for nothing in modules of other probers: so has the exporter it.
    [Theory]
    [InlineData("options-0.23.yml")]
    [InlineData("options-after-0.28.yml")]
    public void Reads_back_as_what_it_was_but_for_the_secrets(string example)
    {
        BlackboxModules modules = Blackbox.Good(example);
        string shown = BlackboxConfigText.Of(new BlackboxModules([.. modules.Modules.Select(m => m with { Dns = m.Dns with { QueryName = "example.com" } })]));
        string[] Kept(string text) => [.. text.Split('\n').Where(l => !l.Contains("ip_protocol_fallback", StringComparison.Ordinal) && !l.Contains("recursion_desired", StringComparison.Ordinal))];
        Assert.Equal(Kept(shown), Kept(Shown(shown.Replace("Accept-Encoding: <secret>", "Accept-Encoding: gzip", StringComparison.Ordinal))));
        Assert.True(Kept(shown).Length > 100);
    }

    [Fact]
    public void Has_the_keys_of_http_in_the_order_of_the_exporter()
    {
        string[] keys = [.. BlackboxConfigText.Of(new BlackboxModules([Blackbox.Good("options-0.23.yml").Find("shop")!])).Split('\n').SkipWhile(l => l != "        http:").Skip(1).TakeWhile(l => l != "        tcp:").Where(l => l[12] is not (' ' or '-')).Select(l => l.Trim().Split(':')[0])];
        Assert.Equal(BlackboxKeys.Http.Names.Where(keys.Contains), keys);
        Assert.Equal(19, keys.Length);
    }

    [Theory]
    [InlineData("a: b", "'a: b'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("#a", "'#a'")]
    [InlineData("'a'", "'''a'''")]
    [InlineData("it's", "it's")]
    [InlineData("5", "\"5\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("2026-11-27", "\"2026-11-27\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("~", "\"~\"")]
    [InlineData("- a", "'- a'")]
    [InlineData("-a", "-a")]
    [InlineData("a ", "'a '")]
    [InlineData("[a", "'[a'")]
    [InlineData("a\r\nb\t", "\"a\\r\\nb\\t\"")]
    [InlineData("é", "é")]
    [InlineData("{}", "'{}'")]
    public void Quotes_what_would_be_read_as_something_else(string body, string yaml)
    {
        var module = new BlackboxModule { Name = "m", Prober = BlackboxProber.Http, Http = new BlackboxHttpProbe { Body = body }, Dns = new BlackboxDnsProbe { QueryName = "example.com" } };
        string shown = BlackboxConfigText.Of(new BlackboxModules([module]));
        Assert.Contains($"            body: {yaml}\n", shown, StringComparison.Ordinal);
        Assert.Equal(body, Files.Good(Blackbox.Load(shown)).Modules[0].Http.Body);
    }

    [Theory]
    [InlineData(1500, "1KiB476B")]
    [InlineData(10L << 20, "10MiB")]
    [InlineData((1L << 30) + 5, "1GiB5B")]
    public void Writes_sizes_as_the_exporter_does(long bytes, string text) => Assert.Equal(text, BlackboxSizes.Text(bytes));

    [Theory]
    [InlineData(1_500, "1.5ms")]
    [InlineData(100, "100µs")]
    [InlineData(1_500_000, "1.5s")]
    [InlineData(129_600_000_000, "36h0m0s")]
    public void Writes_durations_as_the_exporter_does(long microseconds, string text) => Assert.Equal(text, BlackboxDurations.Text(TimeSpan.FromMicroseconds(microseconds)));

    private static string Shown(string content) => BlackboxConfigText.Of(Files.Good(Blackbox.Load(content)));
}
