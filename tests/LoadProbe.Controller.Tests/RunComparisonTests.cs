using System.Text.Json;

namespace LoadProbe.Controller.Tests;

public sealed class RunComparisonTests
{
    /// <summary>A run's document, as if so many seconds of ten answers each had been seen.</summary>
    private static async Task<string> DocumentAsync(int seconds, double response, int seed, Func<RunReport, RunReport>? change = null)
    {
        Controlled controlled = await Controlled.StartAsync();
        RunReport run = await controlled.EndAsync(cause: null);
        var random = new Random(seed);
        var series = new RunSeries();
        var figures = new RunFigures();
        for (int number = 1; number <= seconds; number++)
        {
            Snapshot snapshot = ScriptedAgent.Example(number, response * (0.9 + (0.2 * random.NextDouble())));
            figures.Add(snapshot);
            series.Add(RunSecond.Of(snapshot));
        }

        run = run with { Series = [.. series], Figures = figures };
        return RunJson.Text(change is null ? run : change(run));
    }

    private static ComparedRun Read(string document)
    {
        ComparedRun? run = ComparedRun.Read(document, out string? fault);
        Assert.True(run is not null, fault);
        return run;
    }

    [Fact]
    public async Task A_slower_run_fails_with_each_figure_of_the_journeys_and_of_the_step()
    {
        RunComparison comparison = RunComparison.Of(Read(await DocumentAsync(40, 0.01, 1)), Read(await DocumentAsync(40, 0.02, 2)), Tolerance.Default);
        Assert.False(comparison.Passes);
        Assert.Empty(comparison.Notes);
        Assert.True(comparison.Comparison.Paired);
        string[] worse = [.. comparison.Comparison.Regressions.Select(d => $"{d.Step} {d.Figure.Words}".Trim())];
        foreach (string figure in (string[])["response mean", "response p50", "response p90", "service p95", "/ service mean", "/ service p50"]) Assert.Contains(figure, worse);
        Assert.DoesNotContain("rate", worse);
        // The one step's two times are the same, so that one of them is told.
        Assert.DoesNotContain(comparison.Comparison.Differences, d => d.Step is not null && d.Figure.Words.StartsWith("response", StringComparison.Ordinal));
        Difference median = comparison.Comparison.Differences.First(d => d.Figure.Words == "response p50");
        Assert.Equal(1.0, median.Share, 0.1);
        Assert.InRange(median.Low!.Value, 0.008, median.Value);
        Assert.InRange(median.High!.Value, median.Value, 0.012);

        Assert.True(RunComparison.Of(comparison.B, comparison.A, Tolerance.Default).Passes);
        Assert.True(RunComparison.Of(comparison.A, comparison.B, Tolerance.Parse(["150%"], out _)!).Passes);
        Assert.True(RunComparison.Of(comparison.A, Read(await DocumentAsync(40, 0.01, 3)), Tolerance.Default).Passes);
    }

    [Fact]
    public async Task What_makes_a_comparison_weaker_is_noted()
    {
        ComparedRun a = Read(await DocumentAsync(40, 0.01, 1)), b = Read(await DocumentAsync(5, 0.01, 2, r => r with
        {
            Verdict = Verdict.Invalid, Plan = new ScenarioPlan([new Track { Mix = r.Scenario.Mix, Load = [new Inject(5, TimeSpan.FromSeconds(5))] }]), Stopped = new RunStop("person", "enough", r.Started),
        }));
        RunComparison comparison = RunComparison.Of(a, b, Tolerance.Default);
        Assert.False(comparison.Comparison.Paired);
        Assert.Equal(
            ["the plans are different: times and errors were compared under another load, and rates are not judged", $"run {b.Id} is invalid: our side could not measure", $"run {b.Id} was stopped by person after 5 s", $"run {b.Id} has 5 seconds only, so intervals are wide"],
            comparison.Notes);
        Assert.Contains($"- run {b.Id} is invalid", ComparisonMarkdown.Text(comparison), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_JSON_and_its_Markdown_can_be_read_by_others()
    {
        RunComparison comparison = RunComparison.Of(Read(await DocumentAsync(40, 0.01, 1)), Read(await DocumentAsync(40, 0.02, 2)), Tolerance.Default);
        JsonElement json = JsonDocument.Parse(ComparisonJson.Text(comparison)).RootElement;
        Assert.Equal("fail", json.GetProperty("verdict").GetString());
        JsonElement[] figures = [.. json.GetProperty("figures").EnumerateArray()];
        Assert.Equal(comparison.Comparison.Differences.Count, figures.Length);
        JsonElement median = figures.First(f => f.GetProperty("figure").GetString() == "response p50");
        Assert.Equal(("worse", true, 0.05), (median.GetProperty("change").GetString(), median.GetProperty("regression").GetBoolean(), median.GetProperty("tolerance").GetDouble()));
        Assert.Equal(median.GetProperty("b").GetDouble() - median.GetProperty("a").GetDouble(), median.GetProperty("difference").GetDouble(), 1e-9);
        Assert.InRange(median.GetProperty("difference").GetDouble(), median.GetProperty("low").GetDouble(), median.GetProperty("high").GetDouble());
        Assert.False(figures.First(f => f.GetProperty("change").GetString() == "too_few").TryGetProperty("low", out _));

        string text = ComparisonMarkdown.Text(comparison);
        Assert.StartsWith("### ❌ press: ", text, StringComparison.Ordinal);
        foreach (string[] table in text.Split("\n\n").Select(t => t.Split('\n').Where(l => l.StartsWith('|')).ToArray()).Where(t => t.Length > 0))
        {
            Assert.Equal("|---|--:|--:|--:|--:|---|", table[1]);
            Assert.All(table.Where((_, i) => i != 1), row => Assert.Equal(6, row.Split(" | ").Length));
        }
    }

    [Fact]
    public async Task A_run_of_hours_is_compared_in_fewer_cells_with_every_value()
    {
        ComparedRun a = Read(await DocumentAsync(4_000, 0.01, 1)), b = Read(await DocumentAsync(4_000, 0.013, 2));
        ComparedPart journeys = a.Parts(b)[0];
        Assert.InRange(journeys.A.Cells.Count, 200, 300);
        Assert.Equal(40_000, journeys.A.Cells.Sum(c => c.Response.Count));
        Assert.Contains(RunComparison.Of(a, b, Tolerance.Default).Comparison.Regressions, d => d.Figure.Words == "response p99.9");
    }

    [Theory]
    [InlineData("", "this is not a run as run --json writes it: ")]
    [InlineData("[1, 2]", "this is not a run as run --json writes it")]
    [InlineData("{\"scenario\": \"x\"}", "this is not a run as run --json writes it")]
    [InlineData("{\"scenario\": \"x\", \"series\": []}", "the run has no second with answers and their histograms to compare")]
    [InlineData("{\"scenario\": \"x\", \"series\": [{\"number\": 1, \"histograms\": {\"response\": \"!\"}}, 7, null]}", "the run has no second with answers and their histograms to compare")]
    public void What_is_not_a_run_is_said(string document, string fault)
    {
        Assert.Null(ComparedRun.Read(document, out string? said));
        Assert.StartsWith(fault, said, StringComparison.Ordinal);
    }
}
