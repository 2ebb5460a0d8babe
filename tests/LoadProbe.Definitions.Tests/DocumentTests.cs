using System.Text.RegularExpressions;

namespace LoadProbe.Definitions.Tests;

/// <summary>docs/definitions.md: what it shows is what loads.</summary>
public partial class DocumentTests
{
    /// <summary>The files that the reference shows.</summary>
    internal static IReadOnlyList<(string Path, string Content)> Examples { get; } =
        [.. Blocks().Matches(File.ReadAllText(Path.Combine(Root.Folder, "docs", "definitions.md"))).Select(m => (m.Groups["path"].Value, m.Groups["content"].Value))];

    [Fact]
    public void Every_example_of_the_reference_loads()
    {
        using var scratch = new Scratch();
        foreach ((string path, string content) in Examples) scratch.With(path, content);

        scratch.With("internal-ca.pem", "").With("probes/symbols.jsonl", "{ \"code\": \"600519\" }");
        foreach (string name in new[] { "quotes", "cancel-orders", "shadow-check" }) scratch.With($"probes/{name}.yaml", "target: broker\nsteps: [{ get: / }]");
        var loaded = DefinitionFiles.LoadAll([scratch["probes"], scratch["scenarios"], scratch["targets.yaml"]]);

        Assert.Empty(loaded.Mistakes);
        Assert.Equal((22, 15, 6), (loaded.Files, loaded.Probes.Count, loaded.Scenarios.Count));
    }

    [GeneratedRegex(@"^```(?:yaml|csv)\n(?:# )?file: (?<path>\S+)\n(?<content>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
