namespace LoadProbe.Controller.Tests;

public sealed class RunPageTests
{
    private static readonly Random Chance = new(5);

    private static PackedHistogram Times(int count)
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < count; i++) histogram.Record(TimeSpan.FromMilliseconds(Math.Exp(Chance.NextDouble() * 6)));
        return PackedHistogram.Of(histogram);
    }

    private static RunSecond Second(int number)
    {
        PackedHistogram times = Times(60);
        Dictionary<Phase, PackedHistogram> phases = Enum.GetValues<Phase>().ToDictionary(p => p, _ => times);
        return RunSecond.Of(ScriptedAgent.Example(number) with
        {
            At = TimeSpan.FromSeconds(number + 0.0012345), Response = times, Service = times, Lateness = times, BytesReceived = Chance.Next(10_000_000), OldestInFlight = TimeSpan.FromSeconds(Chance.NextDouble()),
            Generator = new GeneratorHealth(Chance.NextDouble(), Chance.NextDouble()) { CpuWaitFraction = Chance.NextDouble(), UseOfAllowed = Chance.NextDouble(), MemoryBytes = 100_000_000 + Chance.Next(1_000_000), PoolDelay = TimeSpan.FromMilliseconds(Chance.NextDouble()) },
            Steps = [.. Enumerable.Range(1, 6).Select(i => new StepSnapshot { Journey = "visit", Step = $"step {i}", Completed = 60, Failed = 1, Outcomes = new Dictionary<Outcome, long> { [Outcome.Ok] = 59, [Outcome.TooSlow] = 1 }, Response = times, Service = times, Phases = phases })],
        });
    }

    [Fact]
    public async Task The_report_of_an_hour_is_below_a_megabyte_and_holds_every_arrival()
    {
        Controlled controlled = await Controlled.StartAsync();
        RunReport run = await controlled.EndAsync(cause: null);
        var series = new RunSeries();
        for (int number = 1; number <= 3_600; number++) series.Add(Second(number));
        string document = RunJson.Text(run with { Series = [.. series] }), html = RunPage.Html(document)!;

        Assert.Equal(3_600, series.Count);
        Assert.InRange(html.Length, 300_000, 1_000_000);
        using var curves = System.Text.Json.JsonDocument.Parse(html[(html.IndexOf("id=\"run-json\">", StringComparison.Ordinal) + 14)..html.IndexOf("</script><script>", StringComparison.Ordinal)]);
        var rows = curves.RootElement.GetProperty("curves").GetProperty("rows");
        Assert.InRange(rows.GetArrayLength(), 600, 1_800);
        Assert.Equal(3_600 * 10, rows.EnumerateArray().Sum(r => r[3].GetInt64()));
        Assert.Equal(3_600, rows.EnumerateArray().Sum(r => r[1].GetDouble()), 1.0);
    }

    [Fact]
    public async Task What_others_wrote_cannot_end_the_script_that_holds_it()
    {
        Controlled controlled = await Controlled.StartAsync();
        RunReport run = await controlled.EndAsync(cause: null);
        string html = RunPage.Html(run with { Reasons = ["</script><script>alert(1)</script>"] });
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
    }
}
