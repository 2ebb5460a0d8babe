using System.Diagnostics;
using System.Text;

namespace LoadProbe.Definitions.Tests;

/// <summary>Files that are no HAR, broken ones and huge ones.</summary>
public sealed class HarHostileTests
{
    private const string Shop = "https://shop.example.com";

    public static TheoryData<string, string> NoHars => new()
    {
        { "", "x.har:1:1: not JSON: " },
        { "{\n  \"log\": {\n    \"entries\": [ {]", "x.har:3:19: not JSON: " },
        { "[1]", "x.har:1:1: is no HAR: there is no \"log\" in it." },
        { "{\n \"steps\": [] }", "x.har:2:14: is no HAR: there is no \"log\" in it." },
        { "{ \"log\": 5 }", "x.har:1:10: \"log\" is no object: is this a HAR?" },
        { "{ \"log\": { \"entries\": {} } }", "x.har:1:23: is no HAR: its log has no list of \"entries\"" },
        { "{ \"log\": { \"entries\": [] } }", "x.har:1:1: there is no request in it" },
        { "{ \"log\": { \"entries\": [5, {}, { \"request\": {} }] } }", "x.har:1:1: there is no request in it" },
        { "{ \"log\": { \"entries\": [] } } x", "x.har:1:30: not JSON: " },
    };

    [Theory]
    [MemberData(nameof(NoHars))]
    public void What_is_no_HAR_is_said_with_its_place(string text, string start)
    {
        using var scratch = new Scratch();
        Mistake mistake = Assert.Single(HarImport.Of(scratch.With("x.har", text)["x.har"], new HarOptions()).Mistakes);
        Assert.StartsWith(start, Files.Short(mistake), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_and_bytes_that_are_no_text_are_said()
    {
        using var scratch = new Scratch();
        Assert.Equal("x.har:1:1: there is no such file", Files.Short(Assert.Single(HarImport.Of(scratch["x.har"], new HarOptions()).Mistakes)));
        File.WriteAllBytes(scratch["x.har"], [.. "{\"log\":{\"entries\":[{\"request\":{\"method\":\""u8, 0xff, 0xfe, .. "\",\"url\":\"https://a/\"}}]}}"u8]);
        Assert.Single(HarImport.Of(scratch["x.har"], new HarOptions()).Mistakes);
    }

    [Fact]
    public void A_byte_order_mark_is_no_matter()
    {
        using Har har = new Har().With($"GET {Shop}/a");
        using var scratch = new Scratch();
        File.WriteAllText(scratch["x.har"], har.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(0xEF, File.ReadAllBytes(scratch["x.har"])[0]);
        Assert.Equal(1, Files.Good(HarImport.Of(scratch["x.har"], new HarOptions())).Count);
    }

    [Theory]
    [InlineData("https://xn--/")]
    [InlineData("https://ü_.example./")]
    [InlineData("https://a..b/")]
    [InlineData("https://xn--a-ecp.ru/")]
    [InlineData("https://[fe80::1%25eth0]:8/")]
    [InlineData("https://日本.example/x")]
    [InlineData("https://1.2.3.4.5/")]
    [InlineData("https://anna:planted@shop.example.com:0/")]
    public void A_host_that_is_odd_is_a_target_or_a_mistake(string url)
    {
        using Har har = new Har().With($"GET {url}");
        using var scratch = new Scratch();
        Loaded<HarJourney> loaded = HarImport.Of(scratch.With("x.har", har.Text)["x.har"], new HarOptions());
        Assert.True(loaded.Value is not null ^ loaded.Mistakes.Count > 0);
        if (loaded.Value is not { } journey) return;
        har.Load(journey.Yaml(null));
        Assert.DoesNotContain("planted", journey.Yaml(null), StringComparison.Ordinal);
        scratch.With("p/targets.yaml", journey.TargetLines(journey.TargetName)).With("p/x.yaml", journey.Yaml(journey.TargetName));
        Assert.Empty(DefinitionFiles.LoadAll([scratch["p"]]).Mistakes);
    }

    [Fact]
    public void Two_hundred_mutations_are_a_journey_that_loads_or_a_mistake()
    {
        using Har har = new Har()
            .With($"GET {Shop}/", answer: "<html>", mime: "text/html", type: "document")
            .With($"POST {Shop}/api/login", answer: """{"token":"token-of-anna-1","list":[{"id":12345}]}""", body: """{"user":"anna","password":"hunter22","n":[1,2.5,null]}""", headers: ["x-api-key: abc", "cookie: a=b"])
            .With($"POST {Shop}/form?key=12345", 302, body: "a=1&token=token-of-anna-1", bodyMime: "application/x-www-form-urlencoded", change: e => e["response"]!["redirectURL"] = "/done")
            .With($"GET {Shop}/done", answer: "eyJ4IjoieHh4eHh4eHgifQ==", headers: "Authorization: Bearer token-of-anna-1", change: e => e["response"]!["content"]!["encoding"] = "base64");
        var random = new Random(7);
        int made = 0;
        for (int i = 0; i < 200; i++)
        {
            // One in two breaks the text of a value only, so that what comes after the JSON is hurt too.
            string mutant = i % 2 == 0 ? MutationTests.Mutate(har.Text, random) : Escaped(har.Text, random);
            using var scratch = new Scratch();
            Loaded<HarJourney> loaded = HarImport.Of(scratch.With("x.har", mutant)["x.har"], new HarOptions { KeepsStatic = i % 3 == 0 });
            Assert.True(loaded.Value is not null ^ loaded.Mistakes.Count > 0, $"mutation {i}");
            if (loaded.Value is not { } journey) continue;
            made++;
            har.Load(journey.Yaml(null));
        }

        Assert.InRange(made, 60, 190);
    }

    [Fact]
    public void Ten_thousand_entries_with_large_answers_take_no_time_and_fill_one_file()
    {
        using var har = new Har();
        for (int i = 0; i < 10_000; i++)
        {
            string rows = string.Join(',', Enumerable.Range(0, 20).Select(r => $$"""{"id":"row-{{i}}-{{r}}-x","n":{{100_000 + (i * 20) + r}}}"""));
            har.With($"POST {Shop}/api/{i % 50}/rows?after=row-{i - 1}-3-x", answer: $$"""{"rows":[{{rows}}]}""", body: $$"""{"ids":["row-{{i - 1}}-1-x","row-{{i - 2}}-2-x"],"text":"{{string.Join(' ', Enumerable.Range(0, 50))}}"}""");
        }

        using var scratch = new Scratch();
        scratch.With("x.har", har.Text);
        long start = Stopwatch.GetTimestamp();
        HarJourney journey = Files.Good(HarImport.Of(scratch["x.har"], new HarOptions()));
        TimeSpan took = Stopwatch.GetElapsedTime(start);

        Assert.InRange(journey.Count, 500, 3_000);
        Assert.Contains($"{10_000 - journey.Count} requests left out: no room in one file; record a shorter session, or take fewer hosts", journey.Unsaid);
        Assert.Equal(journey.Count, har.Load(journey.Yaml(null)).Steps.Count);
        Assert.InRange(journey.Saved, journey.Count, 4 * journey.Count);
        Assert.True(took < TimeSpan.FromSeconds(20), $"{took}");
    }

    private static string Escaped(string text, Random random)
    {
        for (int change = 0; change < 5; change++)
        {
            int at = text.IndexOf("\":\"", random.Next(text.Length / 2), StringComparison.Ordinal) + 3;
            text = text.Insert(at, ((string[])["\\ud800", "\\u0000", "${", "}", "\\n", "\\\"", "'", "%zz", "://", "?", "&", "=", "\\\\", "\\u2028", "//", "{[", "ftp:", "😀", " ", "${a}"])[random.Next(20)]);
        }

        return text;
    }
}
