using System.Globalization;

namespace LoadProbe.Core.Tests;

/// <summary>A target that answers nothing must not look healthy: what is under way for too long counts as late while a run is judged.</summary>
public class UnderWayPropertyTests
{
    private const int Seconds = 20;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    /// <summary>Held against each request by itself, sorted: those that ended in the window, and those under way for longer than the limit.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_percentile_breaks_when_too_many_are_late_or_can_only_become_so_and_never_otherwise(int seed)
    {
        var random = new Random(seed);
        ImaginedLoad load = Random(random, out double limit);
        double percent = new[] { 50.0, 90, 99 }[random.Next(3)];
        int over = random.Next(1, 8);

        int? expected = null;
        for (int now = over; now <= Seconds && expected is null; now++)
        {
            double[] done = [.. load.Requests.Where(r => r.Done > now - over && r.Done <= now).Select(r => r.Done - r.Due)];
            int late = load.Requests.Count(r => r.Due <= now && r.Done > now && now - r.Due > limit), all = done.Length + late;
            bool asked = load.Requests.Any(r => r.Due > now - over && r.Due <= now) || load.Requests.Any(r => r.Due <= now && r.Done > now);
            if (asked && (all == 0 || done.Count(t => t <= limit) < Math.Ceiling(percent / 100 * all))) expected = now;
        }

        Assert.Equal(expected, load.Breaks(Text($"response p{percent} < {limit}s over {over}s, else abort"), Seconds));
    }

    /// <summary>A rule of "success below 95 %" that was reckoned in another unit than its limit could never fire: here each share fires that is above its limit.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_share_fails_breaks_each_limit_below_it_and_none_above(int seed)
    {
        var random = new Random(seed);
        var load = new ImaginedLoad(agents: random.Next(1, 4));
        int failing = random.Next(1, 200);
        // Of two hundred in each second, so that each window has the same share.
        for (int i = 0; i < 200 * Seconds; i++) load.Add((i / 200.0) + 0.001, 0.001, fails: i % 200 < failing);
        double share = failing / 200.0;
        int over = random.Next(1, 8);

        Assert.Equal(over, load.Breaks(Text($"errors < {(share * 100) - 0.1}% over {over}s, else abort"), Seconds));
        Assert.Null(load.Breaks(Text($"errors < {(share * 100) + 0.1}% over {over}s, else abort"), Seconds));
    }

    /// <summary>Where unanswered requests are not counted, a target that hangs looks as healthy as what it answered before: here it is late as soon as its requests are.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_target_that_hangs_wholly_breaks_within_its_window_and_a_second_though_nothing_times_out(int seed)
    {
        var random = new Random(seed);
        var load = new ImaginedLoad(agents: random.Next(1, 4));
        double hangs = 8 + random.NextDouble();
        int rate = random.Next(20, 200);
        for (int i = 0; i < rate * Seconds; i++) load.Add((i + 0.5) / rate, (i + 0.5) / rate + 0.02 > hangs ? double.PositiveInfinity : 0.02);
        int over = random.Next(1, 8);
        foreach (string percentile in (string[])["p50", "p95", "p99", "max"])
        {
            int? broken = load.Breaks(Text($"response {percentile} < 300ms over {over}s, else abort"), Seconds);
            Assert.InRange(broken ?? int.MaxValue, hangs, hangs + over + 1);
        }

        // The few that it takes for a high percentile are there at the first end of a second at which any is late.
        Assert.InRange(load.Breaks("response max < 300ms over 5s, else abort", Seconds) ?? int.MaxValue, hangs, hangs + 1.4);
    }

    [Fact]
    public void A_target_of_which_a_part_hangs_breaks_while_the_rest_is_answered_at_once()
    {
        var load = new ImaginedLoad();
        for (int i = 0; i < 100 * Seconds; i++) load.Add((i / 100.0) + 0.001, i >= 500 && i % 20 == 0 ? 30 : 0.01);

        Assert.Equal(6, load.Breaks("response p99 < 300ms over 3s, else abort", Seconds));
        Assert.Null(load.Breaks("response p90 < 300ms over 3s, else abort", 8));
    }

    [Fact]
    public void What_has_been_under_way_for_less_than_the_limit_says_nothing()
    {
        var load = new ImaginedLoad();
        for (int i = 0; i < 10 * Seconds; i++) load.Add((i / 10.0) + 0.05, 0.9);

        Assert.Null(load.Breaks("response p99 < 1s over 3s, else abort", Seconds));
        Assert.Null(load.Breaks("response mean < 1s over 3s, else abort", Seconds));
    }

    [Fact]
    public void The_figures_at_the_end_are_those_of_what_ended()
    {
        var load = new ImaginedLoad();
        for (int i = 0; i < 1_000; i++) load.Add(i / 100.0, i % 2 == 0 ? 30 : 0.01);
        var whole = new RunFigures();
        for (int number = 1; number <= 10; number++) whole.Add(load.Second(number).Single());
        Threshold threshold = Threshold.Parse("response p99 < 300ms", out _)!;

        Assert.True(threshold.Read(whole, TimeSpan.FromSeconds(10)).Holds);
        Assert.False(threshold.Read(whole, TimeSpan.FromSeconds(10), underWay: true).Holds);
        Assert.InRange(whole.Response.Max, TimeSpan.Zero, TimeSpan.FromMilliseconds(10.1));
    }

    [Fact]
    public void A_step_is_judged_by_what_is_at_that_step_and_a_journey_by_what_is_on_it()
    {
        var old = new LatencyHistogram();
        for (int i = 0; i < 10; i++) old.Record(TimeSpan.FromSeconds(2));
        PackedHistogram ages = PackedHistogram.Of(old), none = PackedHistogram.Empty;
        var figures = new RunFigures();
        figures.Add(new ImaginedLoad().Second(1).Single() with
        {
            UnderWay = [new Ages { Journey = "order", Response = ages, Service = none }, new Ages { Journey = "order", Step = "pay", Response = ages, Service = none }],
        });

        Assert.All((string[])["response p50 < 1s", "journey order: response p50 < 1s", "step pay: response p50 < 1s"], t => Assert.Equal(2, Value(t)!.Value, 0.01));
        Assert.All((string[])["journey quotes: response p50 < 1s", "step login: response p50 < 1s", "service p50 < 1s", "response p50 > 1s", "response p50 < 3s", "wait p50 < 1s"], t => Assert.Null(Value(t)));

        double? Value(string text) => Threshold.Parse(text, out _)!.Read(figures, TimeSpan.FromSeconds(1), underWay: true).Value;
    }

    // Due between the marks of 10 ms and of limits that are on them: no age is too near to its limit for a bucket to tell.
    private static ImaginedLoad Random(Random random, out double limit)
    {
        var load = new ImaginedLoad(agents: random.Next(1, 4));
        limit = random.Next(5, 60) / 100.0;
        double hangs = random.Next(2, 30), share = random.NextDouble();
        int rate = random.Next(5, 60);
        for (int i = 0; i < rate * Seconds; i++)
        {
            double due = (Math.Floor(i * 100.0 / rate) / 100) + 0.005;
            bool isHung = due > hangs && random.NextDouble() < share;
            load.Add(due, isHung ? random.Next(1, 40) + 0.0005 : random.Next(1, 100) < 98 ? (limit * random.NextDouble() * 0.9) + 0.0001 : limit * 1.5);
        }

        return load;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
