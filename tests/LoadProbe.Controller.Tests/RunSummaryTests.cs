using System.Xml.Linq;

namespace LoadProbe.Controller.Tests;

/// <summary>JUnit and Markdown of a run, read back by the rules of those who read them.</summary>
public sealed class RunSummaryTests
{
    private static async Task<RunReport> PassedAsync()
    {
        Controlled run = await Controlled.StartAsync("errors < 1%", "probe login-page fails, else abort");
        run.Hear(run.Dialled(Outcome.Ok));
        await run.Agent.SecondAsync();
        return await run.EndAsync(cause: null);
    }

    private static async Task<RunReport> FailedAsync()
    {
        Controlled run = await Controlled.StartAsync("response p99 < 300ms over 1s, else abort");
        await run.Agent.SecondAsync(response: 0.9);
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        return await run.EndAsync();
    }

    private static XElement Suite(RunReport run)
    {
        XElement suite = XDocument.Parse(RunJUnit.Text(run)).Root!.Element("testsuite")!;
        foreach ((string count, string element) in ((string, string)[])[("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]) Assert.Equal($"{suite.Descendants(element).Count()}", suite.Attribute(count)!.Value);
        Assert.Equal($"{suite.Elements("testcase").Count()}", suite.Attribute("tests")!.Value);
        return suite;
    }

    [Fact]
    public async Task A_good_run_has_a_case_for_each_rule_and_none_of_them_fails()
    {
        XElement suite = Suite(await PassedAsync());
        Assert.Equal("press", suite.Attribute("name")!.Value);
        Assert.Equal(["threshold errors < 1%", "guard probe login-page fails, else abort", "our side could measure", "the load was not stopped from outside"], suite.Elements("testcase").Select(c => c.Attribute("name")!.Value));
        Assert.Empty(suite.Elements("testcase").Elements());
    }

    [Fact]
    public async Task A_broken_threshold_is_a_failure_with_what_was_seen()
    {
        XElement failure = Assert.Single(Suite(await FailedAsync()).Descendants("failure"));
        Assert.Equal("threshold", failure.Attribute("type")!.Value);
        Assert.StartsWith("response p99 < 300ms over 1s, else abort: 90", failure.Attribute("message")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breach_that_only_warns_is_told_and_fails_nothing()
    {
        Controlled run = await Controlled.StartAsync("errors < 1%, else warn");
        await run.Agent.SecondAsync(failed: 5);
        XElement suite = Suite(await run.EndAsync(cause: null));
        Assert.Empty(suite.Descendants("failure"));
        Assert.Equal("warning: errors < 1%, else warn: 25%", Assert.Single(suite.Descendants("system-out")).Value);
    }

    [Fact]
    public async Task An_invalid_run_is_an_error_of_ours_and_blames_the_target_for_nothing()
    {
        RunReport run = await FailedAsync() with { Verdict = Verdict.Invalid, Reasons = ["the generator sent late: \u0001 <&>"] };
        XElement suite = Suite(run);
        Assert.Empty(suite.Descendants("failure"));
        Assert.Equal("the generator sent late:  <&>", Assert.Single(suite.Descendants("error")).Attribute("message")!.Value);
        Assert.Single(suite.Descendants("skipped"));
    }

    [Fact]
    public async Task A_run_that_somebody_stopped_fails_though_nothing_was_broken()
    {
        Controlled run = await Controlled.StartAsync();
        run.Stop("person", "stopped from the page");
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        XElement failure = Assert.Single(Suite(await run.EndAsync()).Descendants("failure"));
        Assert.Equal(("person", "stopped from the page"), (failure.Attribute("type")!.Value, failure.Attribute("message")!.Value));
    }

    [Fact]
    public async Task The_summary_has_a_table_of_each_kind_and_each_row_has_as_many_cells_as_its_heading()
    {
        RunReport run = await FailedAsync();
        string text = RunMarkdown.Text(run with { Reasons = ["a | b <script>", .. run.Reasons] });
        Assert.StartsWith("### ❌ fail: press on shop\n\n- a \\| b &lt;script>\n- stopped by threshold: ", text, StringComparison.Ordinal);
        string[][] tables = [.. text.Split("\n\n").Select(t => t.Split('\n').Where(l => l.StartsWith('|')).ToArray()).Where(t => t.Length > 0)];
        Assert.Equal(4, tables.Length);
        foreach (string[] table in tables)
        {
            Assert.Matches(@"^\|((---|--:)\|)+$", table[1]);
            int cells = table[1].Count(c => c == '|') - 1;
            Assert.All(table.Where((_, i) => i != 1), row => Assert.Equal(cells, row.Split(" | ").Length));
        }

        Assert.Contains("| 330 | 22 | 20 | 2 | 20 | 0 | 0% |", text, StringComparison.Ordinal);
        Assert.Contains("| response (due → done) | 20 | ", text, StringComparison.Ordinal);
        Assert.Contains("| ❌ | threshold: response p99 &lt; 300ms over 1s, else abort | 90", text, StringComparison.Ordinal);
        Assert.Contains("| / | 20 | 0 | ", text, StringComparison.Ordinal);
    }
}
