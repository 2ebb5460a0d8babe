namespace LoadProbe.Controller.Tests;

public sealed class RunSeriesTests
{
    private static Snapshot Second(int number, string agent = "agent-1", double response = 0.01, int failed = 0) =>
        ScriptedAgent.Example(number, response, failed: failed) with { Agent = agent, At = TimeSpan.FromSeconds(number + 0.002) };

    private static RunSeries Series(int most, params IEnumerable<Snapshot> snapshots)
    {
        var series = new RunSeries(most);
        foreach (Snapshot snapshot in snapshots) series.Add(RunSecond.Of(snapshot));
        return series;
    }

    [Fact]
    public void A_second_is_held_finely_while_agents_may_still_add_to_it_and_coarsely_afterwards()
    {
        var random = new Random(7);
        var times = new LatencyHistogram();
        for (int i = 0; i < 5_000; i++) times.Record(TimeSpan.FromMilliseconds(Math.Exp(random.NextDouble() * 5)));
        PackedHistogram fine = PackedHistogram.Of(times);
        RunSeries series = Series(100, Enumerable.Range(1, 20).Select(n => Second(n) with { Response = fine }));

        Assert.Equal(20, series.Count);
        Assert.All(series.Skip(15), second => Assert.Equal(fine.Bytes.Length, second.Response.Bytes.Length));
        Assert.All(series.Take(15), second =>
        {
            Assert.InRange(second.Response.Bytes.Length, 1, fine.Bytes.Length / 3);
            Assert.Equal((fine.Count, fine.P99, fine.Max), (second.Response.Count, second.Response.P99, second.Response.Max));
        });
    }

    [Fact]
    public void Seconds_of_several_agents_become_one_whatever_their_order()
    {
        RunSeries series = Series(100, Second(1, "a"), Second(2, "a", response: 0.5), Second(1, "b"), Second(3, "b"), Second(2, "b"), Second(3, "a"));
        Assert.Equal([1, 2, 3], series.Select(s => s.Number));
        Assert.All(series, s => Assert.Equal((22, 22.0, 4), (s.Arrivals.Due, s.TargetRate, s.InFlight)));

        var both = new LatencyHistogram();
        both.Add(Second(2, "a", response: 0.5).Response);
        both.Add(Second(2, "b").Response);
        Assert.Equal((both.Count, both.Percentile(50), both.Percentile(95), both.Max), (series[1].Response.Count, series[1].Response.P50, series[1].Response.P95, series[1].Response.Max));
        Assert.Equal((20, 0.5), (series[1].Steps[0].Completed, series[1].Steps[0].Response.P99.TotalSeconds));
    }

    [Fact]
    public void What_an_agent_says_at_its_end_belongs_to_its_last_second_or_is_a_shorter_one()
    {
        Snapshot end = Second(3) with { Last = true, At = TimeSpan.FromSeconds(2.1) };
        RunSeries joined = Series(100, Second(1), Second(2), end);
        Assert.Equal([1, 2], joined.Select(s => s.Number));
        Assert.Equal((22, 11.0), (joined[1].Arrivals.Due, joined[1].TargetRate));

        RunSeries apart = Series(100, Second(1), Second(2), end with { At = TimeSpan.FromSeconds(2.6) });
        Assert.Equal([1, 1, 0.6], apart.Select(s => Math.Round(s.Span.TotalSeconds, 3)));
    }

    [Fact]
    public void A_day_is_kept_in_bounded_memory_with_every_value_counted_and_no_percentile_averaged()
    {
        const int most = 200, seconds = 5_000;
        RunSeries series = Series(most, Enumerable.Range(1, seconds).SelectMany(n => (Snapshot[])[Second(n, "a", response: n % 10 == 0 ? 1 : 0.01, failed: 1), Second(n, "b", response: 0.02)]));
        Assert.InRange(series.Count, most / 4, most);
        Assert.Equal((22L * seconds, 20L * seconds), (series.Sum(s => s.Arrivals.Due), series.Sum(s => s.Response.Count)));
        Assert.Equal(10L * seconds * 2, series.Sum(s => s.Steps[0].Response.Count));
        Assert.Equal(seconds, series.Sum(s => s.Span.TotalSeconds), 1);
        Assert.Equal(series.Select(s => s.Number).Order(), series.Select(s => s.Number));
        // The newest minute is as fine as ever; the others are all of one width, but for the one under way.
        Assert.All(series.TakeLast(60), s => Assert.Equal(1, s.Span.TotalSeconds, 0.01));
        Assert.Equal(2, series.Take(series.Count - 61).Select(s => Math.Round(s.Span.TotalSeconds)).Append(1).Distinct().Count());
        Assert.All(series, s => Assert.Equal((22.0, 4), (Math.Round(s.TargetRate, 6), s.InFlight)));
        // One value in twenty is a second long: the p90 of each ten seconds or more knows nothing of it, the p99 all.
        Assert.All(series.Where(s => s.Span > TimeSpan.FromSeconds(10)), s => Assert.Equal((0.02, 1.0), (Math.Round(s.Response.P90.TotalSeconds, 3), Math.Round(s.Response.P99.TotalSeconds, 3))));
    }

    [Fact]
    public void A_second_that_comes_late_is_added_where_it_belongs()
    {
        RunSeries series = Series(100, [.. Enumerable.Range(1, 300).Select(n => Second(n, "a")), Second(7, "b"), Second(299, "b")]);
        Assert.Equal(302L * 11, series.Sum(s => s.Arrivals.Due));
        Assert.Equal(22, series.Single(s => s.Number == 299).Arrivals.Due);
    }

    [Fact]
    public void A_second_is_read_again_from_its_JSON()
    {
        Snapshot snapshot = Second(5, response: 0.25, failed: 2);
        snapshot = snapshot with
        {
            Arrivals = snapshot.Arrivals with { Drops = new DropCounts(1, 0, 0, 0) },
            Generator = new GeneratorHealth(0.5, 0.01) { CpuWaitFraction = 0.2, UseOfAllowed = 0.6, PoolDelay = TimeSpan.FromMilliseconds(3), MemoryBytes = 1 << 20, OpenFiles = 40 },
            Steps = [snapshot.Steps[0] with { Outcomes = new Dictionary<Outcome, long> { [Outcome.Ok] = 8, [Outcome.WaitTimedOut] = 2 }, Phases = new Dictionary<Phase, PackedHistogram> { [Phase.Wait] = snapshot.Service } }],
        };
        RunSecond written = RunSecond.Of(snapshot);
        using var json = System.Text.Json.JsonDocument.Parse($"{{\"series\":[{SecondJson.Text(written)}]}}");
        RunSecond read = Assert.Single(SecondReading.Series(json.RootElement));

        Assert.Equal((written.At, written.Span, written.Number, written.TargetRate, written.InFlight, written.Generator), (read.At, read.Span, read.Number, read.TargetRate, read.InFlight, read.Generator));
        Assert.Equal(written.Arrivals, read.Arrivals);
        Assert.Equal(written.Errors, read.Errors);
        Assert.Equal((written.Response.Count, written.Response.P99, written.Response.Max), (read.Response.Count, read.Response.P99, read.Response.Max));
        Assert.Equal(written.Service.Coarse().Buckets(), read.Service.Buckets());
        Assert.Equal(written.Lateness.Mean, read.Lateness.Mean);
        Assert.Equal((2L, 0.25), (read.Steps[0].Failed, read.Steps[0].Phases[Phase.Wait].Mean.TotalSeconds));
        Assert.Equal(10, read.Steps[0].Response.Count);
    }
}
