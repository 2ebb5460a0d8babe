namespace LoadProbe.Core.Tests;

public class LoadPlanTests
{
    private static readonly LoadPlan Constant = new([new Inject(500, TimeSpan.FromSeconds(60))]);
    private static readonly LoadPlan Ramp = new([new RampingInject(0, 500, TimeSpan.FromSeconds(10))]);
    private static readonly LoadPlan Down = new([new RampingInject(200, 0, TimeSpan.FromSeconds(7))]);
    private static readonly LoadPlan Fractional = new([new Inject(0.1, TimeSpan.FromSeconds(30)), new Inject(1.0 / 3, TimeSpan.FromSeconds(9))]);

    private static readonly LoadPlan Mixed = new(
    [
        new RampingInject(10, 310, TimeSpan.FromSeconds(10)),
        new Pause(TimeSpan.FromSeconds(3)),
        new Inject(310, TimeSpan.FromSeconds(20)),
        new KeepConstant(25, TimeSpan.FromSeconds(5)),
        new RampingConstant(25, 5, TimeSpan.FromSeconds(10)),
        new RampingInject(310, 0.5, TimeSpan.FromSeconds(11)),
    ]);

    public static TheoryData<string> Names => [.. Plans.Keys];

    private static Dictionary<string, LoadPlan> Plans { get; } = new() { ["constant"] = Constant, ["ramp"] = Ramp, ["down"] = Down, ["fractional"] = Fractional, ["mixed"] = Mixed };

    [Fact]
    public void Arrivals_are_exactly_the_area_under_the_rate()
    {
        Assert.Equal(30_000, Constant.Arrivals);
        Assert.Equal(2_500, Ramp.Arrivals);
        Assert.Equal(700, Down.Arrivals);
        Assert.Equal(6, Fractional.Arrivals);
        // 1600 + 6200 + 1707.75; the last one is due before its phase is over.
        Assert.Equal(9_508, Mixed.Arrivals);
        Assert.Equal(0, new LoadPlan([new Pause(TimeSpan.FromSeconds(9))]).Arrivals);
        Assert.Equal(3, new LoadPlan([new Inject(0.1, TimeSpan.FromSeconds(30))]).Arrivals);
    }

    [Fact]
    public void A_constant_rate_is_evenly_spaced_from_time_zero()
    {
        for (long n = 0; n < Constant.Arrivals; n++) Assert.Equal(TimeSpan.FromMilliseconds(2 * n), Constant.DueTime(n));
    }

    [Fact]
    public void A_ramp_from_nothing_is_due_at_the_square_root()
    {
        for (long n = 0; n < Ramp.Arrivals; n++) Assert.Equal(Math.Sqrt(n / 25.0), Ramp.DueTime(n).TotalSeconds, 1e-6);
    }

    [Fact]
    public void Nothing_is_due_in_pauses_and_closed_phases()
    {
        for (long n = 0; n < Mixed.Arrivals; n++)
        {
            double due = Mixed.DueTime(n).TotalSeconds;
            Assert.False(due is > 10 and < 13 or > 33 and < 48, $"arrival {n} is due at {due} s");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Due_times_never_go_back_and_stay_inside_the_plan(string name)
    {
        LoadPlan plan = Plans[name];
        TimeSpan last = TimeSpan.Zero;
        for (long n = 0; n < plan.Arrivals; n++)
        {
            TimeSpan due = plan.DueTime(n);
            Assert.True(due >= last && due <= plan.Duration, $"arrival {n} is due at {due}, the one before at {last}");
            last = due;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_closed_form_agrees_with_adding_up_the_rate_in_small_steps(string name)
    {
        LoadPlan plan = Plans[name];
        const double Step = 1e-3;
        double area = 0;
        long n = 0;
        for (double at = 0; at < plan.Duration.TotalSeconds && n < plan.Arrivals; at += Step)
        {
            double more = plan.RateAt(TimeSpan.FromSeconds(at + (Step / 2))) * Step;
            for (; n < plan.Arrivals && n <= area + more - 1e-6; n++) Assert.InRange(plan.DueTime(n).TotalSeconds, at - (2 * Step), at + (3 * Step));
            area += more;
        }

        Assert.Equal(plan.Arrivals, n);
    }

    [Fact]
    public void Rates_and_users_are_known_at_any_time()
    {
        Assert.Equal(160, Mixed.RateAt(TimeSpan.FromSeconds(5)), 1e-9);
        Assert.Equal(0, Mixed.RateAt(TimeSpan.FromSeconds(11)));
        Assert.Equal(25, Mixed.UsersAt(TimeSpan.FromSeconds(34)));
        Assert.Equal(15, Mixed.UsersAt(TimeSpan.FromSeconds(43)));
        Assert.Equal((0, 0), (Mixed.RateAt(Mixed.Duration), Mixed.UsersAt(TimeSpan.FromSeconds(-1))));
        Assert.Equal((310, 25, TimeSpan.FromSeconds(59)), (Mixed.PeakRate, Mixed.PeakUsers, Mixed.Duration));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void The_shares_of_all_agents_together_are_exactly_the_whole(int agents)
    {
        var runs = new int[Mixed.Arrivals];
        for (int i = 0; i < agents; i++)
        {
            var segment = new Segment(i, agents);
            long count = 0;
            for (long n = segment.Index; n < Mixed.Arrivals; n += segment.Count, count++) runs[n]++;
            Assert.Equal(count, segment.Share(Mixed.Arrivals));
        }

        Assert.All(runs, times => Assert.Equal(1, times));
        Assert.All(Enumerable.Range(0, 20), total => Assert.Equal(total, Enumerable.Range(0, agents).Sum(i => new Segment(i, agents).Share(total))));
    }

    [Fact]
    public void An_arrival_beyond_the_plan_is_our_bug()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Constant.DueTime(30_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => Constant.DueTime(-1));
    }

    [Fact]
    public void Working_out_a_due_time_allocates_nothing()
    {
        long Sum()
        {
            long ticks = 0;
            for (long n = 0; n < Mixed.Arrivals; n++) ticks += Mixed.DueTime(n).Ticks;
            return ticks;
        }

        Sum();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Sum();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
