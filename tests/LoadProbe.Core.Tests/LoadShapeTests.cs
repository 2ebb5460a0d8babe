namespace LoadProbe.Core.Tests;

/// <summary>The shapes of load profiles, one by one.</summary>
public class LoadShapeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0.2, 1_800, 360)]
    [InlineData(30 / 60.0, 90, 45)]
    [InlineData(0.1, 30, 3)]
    [InlineData(1000 / 3600.0, 18, 5)]
    public void Fractional_rates_are_exact(double rate, int seconds, long arrivals)
    {
        var plan = new LoadPlan([new Inject(rate, seconds * Second), new Pause(5 * Second), new Inject(rate, seconds * Second)]);
        Assert.Equal(2 * arrivals, plan.Arrivals);
        for (long n = 0; n < arrivals; n++)
        {
            Assert.Equal(n / rate, plan.DueTime(n).TotalSeconds, 1e-7);
            Assert.Equal(seconds + 5 + (n / rate), plan.DueTime(arrivals + n).TotalSeconds, 1e-7);
        }
    }

    [Fact]
    public void A_day_at_a_million_a_second_is_exact_to_its_last_arrival()
    {
        var plan = new LoadPlan([new Inject(1e6, TimeSpan.FromHours(24))]);
        Assert.Equal(86_400_000_000, plan.Arrivals);
        foreach (long n in (long[])[0, 1, 999_999, 43_200_000_001, plan.Arrivals - 1]) Assert.Equal(TimeSpan.FromMicroseconds(n), plan.DueTime(n));
    }

    [Fact]
    public void Rates_too_small_for_one_arrival_a_second_still_add_up()
    {
        // 86,400 pieces of 0.000001 arrivals each beside a million others.
        var plan = new LoadPlan([new Inject(1e5, 10 * Second), new InjectRandom(1.2e-5, 1.2e-5, TimeSpan.FromHours(24))]);
        Assert.Equal(1_000_002, plan.Arrivals);
        Assert.Equal(10 + (1 / 1.2e-5), plan.DueTime(1_000_001).TotalSeconds, 1.0);
    }

    [Fact]
    public void A_random_rate_is_another_each_second_and_the_same_with_the_same_seed()
    {
        var phase = new InjectRandom(50, 150, 200.5 * Second) { Seed = 3 };
        var plan = new LoadPlan([phase]);
        double[] rates = [.. Enumerable.Range(0, 201).Select(i => plan.RateAt(i * Second))];

        Assert.All(rates, r => Assert.InRange(r, 50, 150));
        Assert.Equal(201, rates.Distinct().Count());
        Assert.InRange(rates.Average(), 94, 106);
        Assert.Equal(plan.RateAt(7 * Second), plan.RateAt(7.99 * Second));
        Assert.Equal(plan.DueTime(999), new LoadPlan([phase with { }]).DueTime(999));
        Assert.NotEqual(plan.DueTime(999), new LoadPlan([phase with { Seed = 4 }]).DueTime(999));
    }

    [Theory]
    [InlineData(100, 300, 100, new double[] { 100, 200, 300 })]
    [InlineData(100, 250, 100, new double[] { 100, 200, 250 })]
    [InlineData(300, 100, 100, new double[] { 300, 200, 100 })]
    [InlineData(0.1, 0.4, 0.1, new[] { 0.1, 0.2, 0.3, 0.4 })]
    [InlineData(5, 5, 1, new double[] { 5 })]
    [InlineData(0, 10, 20, new double[] { 0, 10 })]
    public void Steps_go_from_one_rate_to_another(double from, double to, double by, double[] rates)
    {
        var plan = new LoadPlan([new InjectSteps(from, to, by, 3 * Second)]);
        Assert.Equal(rates.Length * 3 * Second, plan.Duration);
        for (int i = 0; i < rates.Length; i++)
        {
            Assert.Equal(rates[i], plan.RateAt(i * 3 * Second), 1e-9);
            Assert.Equal(rates[i], plan.RateAt(((i + 1) * 3 * Second) - TimeSpan.FromTicks(1)), 1e-9);
        }

        Assert.Equal(Math.Max(from, to), plan.PeakRate);
    }

    [Fact]
    public void A_recorded_rate_is_replayed_on_straight_lines_or_in_steps()
    {
        RatePoint[] points = [new(TimeSpan.Zero, 0), new(10 * Second, 100), new(20 * Second, 0), new(30 * Second, 0), new(40 * Second, 50)];
        var lines = new LoadPlan([new Pause(Second), new Replay(points, RateCurve.Linear, 40 * Second)]);
        var steps = new LoadPlan([new Pause(Second), new Replay(points, RateCurve.Steps, 50 * Second)]);

        Assert.Equal((1_250, 41 * Second, 100), (lines.Arrivals, lines.Duration, lines.PeakRate));
        Assert.Equal([50, 100, 50, 0, 25], new[] { 6, 11, 16, 26, 36 }.Select(s => Math.Round(lines.RateAt(s * Second), 9)));
        Assert.Equal((1_500, 51 * Second, 100), (steps.Arrivals, steps.Duration, steps.PeakRate));
        Assert.Equal([0, 100, 0, 50], new[] { 6, 16, 26, 46 }.Select(s => steps.RateAt(s * Second)));
        Assert.Equal(41 * Second, steps.DueTime(1_000));
    }

    [Theory]
    [InlineData(1, 10, 9)]
    [InlineData(4, 10, 3)]
    [InlineData(7, 3, 2)]
    [InlineData(5, 1_003, 4)]
    public void Users_share_iterations_as_evenly_as_can_be(int users, long count, int agents)
    {
        var phase = new Iterations(users, count, Second);
        for (int i = 0; i < agents; i++)
        {
            var segment = new Segment(i, agents);
            long mine = Enumerable.Range(0, users).Where(u => u % agents == i).Sum(u => new Segment(u, users).Share(count));
            Assert.Equal(mine, phase.Share(segment));
        }
    }

    [Fact]
    public void Think_time_is_between_its_ends_and_differs()
    {
        var think = new TimeRange(Second, 3 * Second);
        TimeSpan[] draws = [.. Enumerable.Range(0, 1_000).Select(n => think.Draw(1, n))];
        Assert.All(draws, d => Assert.InRange(d, Second, 3 * Second));
        Assert.InRange(draws.Average(d => d.TotalSeconds), 1.9, 2.1);
        Assert.Equal(Second, new TimeRange(Second, Second).Draw(1, 1));
    }
}
