namespace LoadProbe.Core.Tests;

/// <summary>What holds of every load profile, whatever it is made of.</summary>
public class LoadPlanPropertyTests
{
    private const int Plans = 40;
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Plans)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Arrivals_are_the_area_under_the_rate(int seed)
    {
        LoadPlan plan = RandomPlan.Of(seed);
        Assert.InRange(plan.Arrivals - Area(plan, plan.Duration), -1e-6, 1);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Due_times_never_go_back_and_lie_where_there_is_load(int seed)
    {
        LoadPlan plan = RandomPlan.Of(seed);
        TimeSpan last = TimeSpan.Zero;
        for (long n = 0; n < plan.Arrivals; n++)
        {
            TimeSpan due = plan.DueTime(n);
            Assert.True(due >= last && due <= plan.Duration, $"arrival {n} is due at {due}, the one before at {last}");
            // A tick to either side: a due time is rounded to one, and a ramp from zero has its first arrival at its start.
            Assert.True(plan.RateAt(due + Tick) > 0 || plan.RateAt(due - Tick) > 0, $"arrival {n} is due at {due}, where the rate is zero");
            last = due;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_even_arrival_is_due_when_the_area_under_the_rate_has_come_to_it(int seed)
    {
        LoadPlan plan = RandomPlan.Of(seed);
        foreach ((long n, TimeSpan due) in Due(plan).Where(a => plan.Phases[PhaseOf(plan, a.Due)] is OpenPhase { Arrivals: ArrivalPattern.Even }))
        {
            // Half a tick at the highest rate, and the rounding of a sum of doubles.
            Assert.Equal(n, Area(plan, due), (plan.PeakRate * 1e-7) + 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Arrivals_are_spaced_as_the_rate_says(int seed)
    {
        LoadPlan plan = RandomPlan.Of(seed);
        (long N, TimeSpan Due)[] all = [.. Due(plan)];
        foreach (((long n, TimeSpan due), (_, TimeSpan next)) in all.Zip(all.Skip(1)))
        {
            if (plan.Phases[PhaseOf(plan, due)] is not (Inject { Arrivals: ArrivalPattern.Even } or RampingInject { Arrivals: ArrivalPattern.Even })) continue;
            if (PhaseOf(plan, due) != PhaseOf(plan, next)) continue;
            // On a straight line the mean rate between two arrivals is that at the middle.
            double rate = plan.RateAt(due + ((next - due) / 2));
            Assert.Equal(1, rate * (next - due).TotalSeconds, 1e-6 + (2e-7 * rate));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_phase_has_as_many_random_arrivals_as_even_ones(int seed)
    {
        LoadPlan plan = RandomPlan.Of(seed);
        var even = new LoadPlan([.. plan.Phases.Select(p => p is OpenPhase open ? open with { Arrivals = ArrivalPattern.Even } : p)]);
        Assert.Equal(even.Arrivals, plan.Arrivals);
        for (int i = 1; i < plan.Starts.Count; i++) Assert.Equal(Due(even).Count(a => a.Due < plan.Starts[i]), Due(plan).Count(a => a.Due < plan.Starts[i]));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_arrivals_of_all_segments_are_exactly_the_whole(int seed)
    {
        LoadPlan plan = RandomPlan.Of(seed);
        TimeSpan[] whole = [.. Due(plan).Select(a => a.Due)];
        for (int agents = 1; agents <= 9; agents++)
        {
            var parts = new List<TimeSpan>();
            for (int i = 0; i < agents; i++)
            {
                // Each agent has a plan of its own.
                LoadPlan own = agents == 3 ? RandomPlan.Of(seed) : plan;
                var segment = new Segment(i, agents);
                int before = parts.Count;
                for (long n = segment.Index; n < own.Arrivals; n += segment.Count) parts.Add(own.DueTime(n));
                Assert.Equal(segment.Share(plan.Arrivals), parts.Count - before);
            }

            Assert.Equal(whole, parts.Order());
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_users_of_all_segments_are_the_whole_at_all_times_and_share_all_iterations(int seed)
    {
        LoadPlan plan = RandomPlan.Of(seed);
        for (int agents = 1; agents <= 9; agents++)
        {
            Segment[] segments = [.. Enumerable.Range(0, agents).Select(i => new Segment(i, agents))];
            for (TimeSpan at = TimeSpan.Zero; at < plan.Duration; at += RandomPlan.Cell / 2)
            {
                int users = plan.UsersAt(at);
                Assert.InRange(users, 0, plan.PeakUsers);
                Assert.Equal(users, segments.Sum(s => s.Share(users)));
            }

            foreach (Iterations phase in plan.Phases.OfType<Iterations>())
            {
                Assert.Equal(phase.Count, segments.Sum(phase.Share));
                Assert.All(segments, s => Assert.True(s.Share(phase.Users) > 0 || phase.Share(s) == 0, $"segment {s} has iterations and no user"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Phases_added_at_the_end_change_nothing_before(int seed)
    {
        LoadPlan whole = RandomPlan.Of(seed);
        for (int count = 1; count < whole.Phases.Count; count++)
        {
            var part = new LoadPlan([.. whole.Phases.Take(count)]);
            for (long n = 0; n < part.Arrivals; n++) Assert.Equal(whole.DueTime(n), part.DueTime(n));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Working_out_due_times_rates_and_users_allocates_nothing(int seed)
    {
        LoadPlan plan = RandomPlan.Of(seed);
        double sum = 0;
        void All()
        {
            for (long n = 0; n < plan.Arrivals; n++)
            {
                TimeSpan due = plan.DueTime(n);
                sum += due.Ticks + plan.RateAt(due) + plan.UsersAt(due);
            }
        }

        All();
        long before = GC.GetAllocatedBytesForCurrentThread();
        All();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static IEnumerable<(long N, TimeSpan Due)> Due(LoadPlan plan)
    {
        for (long n = 0; n < plan.Arrivals; n++) yield return (n, plan.DueTime(n));
    }

    private static int PhaseOf(LoadPlan plan, TimeSpan due) => plan.PhaseAt(due) ?? plan.Phases.Count - 1;

    // The rate is straight within each tenth of a second: its middle is its mean.
    private static double Area(LoadPlan plan, TimeSpan end)
    {
        double area = 0;
        for (TimeSpan at = TimeSpan.Zero; at < end; at += RandomPlan.Cell)
        {
            TimeSpan width = end - at < RandomPlan.Cell ? end - at : RandomPlan.Cell;
            area += plan.RateAt(at + (width / 2)) * width.TotalSeconds;
        }

        return area;
    }
}
