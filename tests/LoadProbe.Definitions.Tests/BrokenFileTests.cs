namespace LoadProbe.Definitions.Tests;

/// <summary>One broken file a mistake, and the exact message it gets: broken/expected.txt.</summary>
public class BrokenFileTests
{
    private static readonly string[] Expected = File.ReadAllLines(Files.Broken("expected.txt"));

    // Good files that the broken ones name.
    private static readonly string[] Good = ["targets.yaml", "shared/quotes.yaml", "shared/once.yaml", "shared/page.yaml", "shared/order.yaml", "shared/cancel.yaml", "shared/program.yaml", "shared/stapled.yaml"];

    public static TheoryData<string> Broken => [.. All.Except(Good)];

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_file_gets_one_message_that_says_where_and_what_would_be_right(string file)
    {
        var loaded = DefinitionFiles.LoadAll([Files.Broken(file)]);

        string message = Assert.Single(Relative(loaded.Mistakes));
        Assert.Contains(message, Expected);
        Assert.Empty(loaded.Probes);
        Assert.Empty(loaded.Scenarios);
    }

    [Fact]
    public void All_at_once_report_all_and_the_good_ones_still_load()
    {
        var loaded = DefinitionFiles.LoadAll([Files.Broken("")]);

        Assert.Equal(Expected, Relative(loaded.Mistakes));
        Assert.True(Expected.Length >= 40);
        Assert.Equal(All.Count(), loaded.Files);
        Assert.Equal(["cancel", "once", "order", "page", "program", "quotes", "stapled"], loaded.Probes.Select(p => p.Name).Order());
    }

    private static IEnumerable<string> All => Directory.EnumerateFiles(Files.Broken(""), "*.yaml", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Files.Broken(""), f)).Order(StringComparer.Ordinal);

    private static string[] Relative(IEnumerable<Mistake> mistakes) => [.. mistakes.Select(m => m.ToString().Replace(Files.Broken("") + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))];
}
