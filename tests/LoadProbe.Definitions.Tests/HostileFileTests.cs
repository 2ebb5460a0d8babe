using System.Text;

namespace LoadProbe.Definitions.Tests;

public class HostileFileTests
{
    [Fact]
    public void A_file_that_is_not_there_is_a_mistake() => Assert.Equal("nowhere.yaml:1:1: there is no such file", Only(DefinitionFiles.LoadProbe(Files.Valid("nowhere.yaml"))));

    [Fact]
    public void A_folder_is_not_a_probe() => Assert.Equal("probes:1:1: is a folder, not a file", Only(DefinitionFiles.LoadProbe(Files.Valid("probes"))));

    [Fact]
    public void A_file_of_the_other_kind_is_called_what_it_is()
    {
        Assert.Equal("order-peak.yaml:1:1: a scenario, and a probe or journey was expected: those have steps", Only(DefinitionFiles.LoadProbe(Files.Valid("scenarios/order-peak.yaml"))));
        Assert.Equal("quotes.yaml:1:1: a probe or journey, and a scenario was expected: those have mix and load", Only(DefinitionFiles.LoadScenario(Files.Valid("probes/quotes.yaml"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void What_cannot_be_a_path_is_a_mistake(string path)
    {
        Assert.Single(DefinitionFiles.LoadScenario(path).Mistakes);
        Assert.Single(DefinitionFiles.LoadAll([path]).Mistakes);
    }

    [Fact]
    public void A_folder_without_definitions_is_a_mistake()
    {
        using var scratch = new Scratch();
        Assert.Contains("no *.yaml or *.yml file", Assert.Single(DefinitionFiles.LoadAll([scratch.With("a/b.txt", "")["a"]]).Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused()
    {
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["x.yaml"], [0x66, 0xff, 0xfe, 0x00]);
        Assert.Equal("x.yaml:1:1: is not UTF-8 text", Only(DefinitionFiles.LoadProbe(scratch["x.yaml"])));
    }

    [Fact]
    public void A_huge_file_is_refused_unread()
    {
        using var scratch = new Scratch();
        scratch.With("x.yaml", new string('a', (1 << 20) + 1));
        Assert.Equal("x.yaml:1:1: is larger than 1024 KiB", Only(DefinitionFiles.LoadProbe(scratch["x.yaml"])));
    }

    public static TheoryData<string> Towers => ["[", "{", "- ", "? ", "[{", "{a: ", "!", "&", "\"", "|\n "];

    [Theory]
    [MemberData(nameof(Towers))]
    public void Half_a_megabyte_of_one_sign_is_refused_in_time(string piece)
    {
        using var scratch = new Scratch();
        scratch.With("x.yaml", new StringBuilder().Insert(0, piece, (1 << 19) / piece.Length).ToString());
        long start = System.Diagnostics.Stopwatch.GetTimestamp();

        Assert.NotEmpty(DefinitionFiles.LoadProbe(scratch["x.yaml"]).Mistakes);

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    public static TheoryData<string, string, string> Floods => new()
    {
        { "target: http://127.0.0.1:8080\nvars:\n", "  v#: x\n", "steps: [{ get: /${w1}${w2}${w3} }]" },
        { "target: http://127.0.0.1:8080\nsteps:\n", "  - get: /${u#}\n", "" },
        { "target: http://127.0.0.1:8080\nsteps: [{ get: / }]\n", "k#: 1\n", "" },
        { "mix: a.yaml\nload: []\nthresholds:\n", "  - errors < 1                                       x#\n", "" },
        { "steps: [{ post: /, body: \"", "{ ${", "" },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public void A_flood_of_mistakes_is_refused_in_time(string head, string piece, string tail)
    {
        using var scratch = new Scratch();
        var text = new StringBuilder(head);
        for (int i = 0; text.Length < 700_000; i++) text.Append(piece.Replace("#", $"{i}", StringComparison.Ordinal));
        scratch.With("x.yaml", text.Append(tail).ToString());
        long start = System.Diagnostics.Stopwatch.GetTimestamp();

        Assert.InRange(DefinitionFiles.LoadAll([scratch["x.yaml"]]).Mistakes.Count, 1, 500);

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(9_000, "  v#: x\n")]
    [InlineData(6_000, "  v#: ${u#}\n")]
    public void As_many_values_as_a_file_may_have_are_read_in_time(int count, string piece)
    {
        using var scratch = new Scratch();
        var text = new StringBuilder("target: http://127.0.0.1:8080\nvars:\n");
        for (int i = 0; i < count; i++) text.Append(piece.Replace("#", $"{i}", StringComparison.Ordinal));
        text.Append("steps:\n");
        for (int i = 0; i < 300; i++) text.Append($"  - get: /${{w{i}}}\n");
        long start = System.Diagnostics.Stopwatch.GetTimestamp();

        Assert.NotEmpty(scratch.Probe(text.ToString()).Mistakes);

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Braces_around_an_unquoted_variable_get_a_hint()
    {
        using var scratch = new Scratch();
        string message = Only(scratch.Probe("target: http://127.0.0.1:8080\nsteps:\n  - post: /\n    json: { user: ${user} }\n"));
        Assert.StartsWith("probe.yaml:4:", message, StringComparison.Ordinal);
        Assert.EndsWith("; between { and } write \"${user}\" in quotes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_mistakes_are_all_reported_in_the_order_of_lines()
    {
        using var scratch = new Scratch();
        var loaded = scratch.Probe("""
            target: ftp://example.com
            evry: 30s
            timeout: soon
            steps:
              - get: no/slash
                expect: { status: 99, json: { nope: 1 } }
              - click: { role: buton, label: Save }
              - post: /a
                json: { n: 007, s: "${missing}" }
            """);

        Assert.Null(loaded.Value);
        Assert.Equal([1, 2, 3, 5, 6, 6, 7, 7, 7, 9, 9], loaded.Mistakes.Select(m => m.At.Line));
    }

    private static string Only<T>(Loaded<T> loaded)
        where T : class
    {
        Assert.Null(loaded.Value);
        return Files.Short(Assert.Single(loaded.Mistakes));
    }
}
