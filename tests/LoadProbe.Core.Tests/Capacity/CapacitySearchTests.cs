namespace LoadProbe.Core.Tests;

/// <summary>Searches for the limit of simulated targets, whose limit is known: k workers at s seconds do k/s.</summary>
public class CapacitySearchTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_limit_of_k_workers_is_found_within_five_percent(int seed)
    {
        var random = new Random(seed);
        (int workers, double seconds) = (random.Next(4, 40), 0.01 + (random.NextDouble() * 0.09));
        double limit = workers / seconds;
        (CapacityFinding finding, _) = Search(Find(limit / 8, 10 * limit), new SimulatedTarget(workers, seconds, seed));

        Assert.Equal((CapacityEnd.Limited, true, false, Verdict.Pass), (finding.End, finding.Confirmed, finding.Hysteresis, finding.Verdict));
        Assert.InRange(finding.Held!.Value, 0.95 * limit, 1.05 * limit);
        Assert.InRange(finding.Failed!.Value, finding.Held.Value, 1.06 * finding.Held.Value);
        Assert.Contains("under way each second", finding.Reason, StringComparison.Ordinal);
    }

    // A few journeys at once say little in ten seconds: the limit is known less well.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_limit_of_few_and_slow_workers_is_found_within_eight_percent(int seed)
    {
        var random = new Random(seed);
        (int workers, double seconds) = (random.Next(1, 4), 0.05 + (random.NextDouble() * 0.25));
        double limit = workers / seconds;
        (CapacityFinding finding, _) = Search(Find(limit / 5, 10 * limit), new SimulatedTarget(workers, seconds, seed));

        Assert.Equal(CapacityEnd.Limited, finding.End);
        Assert.InRange(finding.Held!.Value, 0.92 * limit, 1.08 * limit);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_target_that_collapses_beyond_its_limit_is_left_within_a_window(int seed)
    {
        // 400/s, and 25/s from 80 requests at once on until it is empty.
        var target = new SimulatedTarget(workers: 20, seconds: 0.05, seed) { Breaking = 80, Slowdown = 16 };
        (CapacityFinding finding, SimulatedRun run) = Search(Find(40, 2_000), target);

        Assert.Equal(CapacityEnd.Limited, finding.End);
        Assert.InRange(finding.Held!.Value, 360, 420);
        TimeSpan? broken = null;
        foreach ((double rate, Snapshot second) in run.Seconds)
        {
            if (broken is null && second.InFlight > 80) broken = second.At;
            if (second.InFlight == 0) broken = null;
            if (broken is not null) Assert.True(rate == 0 || second.At - broken <= 3 * Second, $"still {rate}/s at {second.At}, and it broke down at {broken}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_does_not_hold_again_after_an_overload_is_told(int seed)
    {
        // Once overloaded, half as fast for good.
        var target = new SimulatedTarget(workers: 20, seconds: 0.05, seed) { Breaking = 150, Slowdown = 2, StaysBroken = true };
        (CapacityFinding finding, _) = Search(Find(40, 2_000), target);

        Assert.Equal((CapacityEnd.Limited, true), (finding.End, finding.Hysteresis));
        Assert.InRange(finding.Held!.Value, 180, 215);
        Assert.EndsWith("; after an overload it did not hold what it had held before", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_is_what_the_thresholds_say()
    {
        // From 200/s on one in a hundred fails.
        SimulatedTarget Target() => new(20, 0.05, 1) { ErrorsAt = rate => rate > 200 ? 0.01 : 0 };
        (CapacityFinding finding, _) = Search(Find(40, 2_000), Target(), "errors < 0.1%");
        Assert.InRange(finding.Held!.Value, 190, 200);
        Assert.StartsWith("errors < 0.1%: ", finding.Reason, StringComparison.Ordinal);

        (finding, _) = Search(Find(40, 2_000), Target(), "errors < 0.1%, else warn");
        Assert.InRange(finding.Held!.Value, 380, 420);
    }

    [Theory]
    [InlineData("response p99 < 250ms")]
    [InlineData("response p99 < 250ms over 5s")]
    [InlineData("response p99 < 250ms over 2s for 3 windows, else abort")]
    [InlineData("oldest < 300ms")]
    [InlineData("in_flight < 40 over 3s")]
    public void Slow_answers_are_a_limit_too(string threshold)
    {
        (CapacityFinding finding, _) = Search(Find(40, 2_000), new SimulatedTarget(20, 0.05, 2), threshold);
        Assert.InRange(finding.Held!.Value, 300, 420);
        Assert.StartsWith($"{threshold}: ", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_breach_is_seen_long_before_the_hold_is_over()
    {
        var target = new SimulatedTarget(100, 0.05, 1) { ErrorsAt = rate => rate > 200 ? 0.5 : 0 };
        (CapacityFinding finding, _) = Search(Find(40, 2_000) with { Hold = 30 * Second }, target, "errors < 1%");
        Assert.All(finding.Steps.Where(s => s.Verdict == Verdict.Fail), s => Assert.InRange(s.Held, Second, 2 * Second));
    }

    [Fact]
    public void A_rare_error_early_in_a_hold_may_yet_be_mended()
    {
        // Five in a thousand, and ten are allowed: seconds are above that, holds are not.
        var target = new SimulatedTarget(100, 0.05, 3) { ErrorsAt = _ => 0.005 };
        (CapacityFinding finding, _) = Search(Find(50, 100) with { Hold = 60 * Second }, target, "errors < 1%");
        Assert.Equal(CapacityEnd.NotLimited, finding.End);
    }

    [Fact]
    public void What_may_be_tried_is_not_exceeded()
    {
        (CapacityFinding finding, SimulatedRun run) = Search(Find(40, 300), new SimulatedTarget(20, 0.05, 1));
        Assert.Equal((CapacityEnd.NotLimited, 300.0, Verdict.Pass), (finding.End, finding.Held, finding.Verdict));
        Assert.Equal("not limited up to 300/s", finding.ToString());
        Assert.All(run.Seconds, s => Assert.InRange(s.Rate, 0, 300));
    }

    [Fact]
    public void Slow_journeys_are_no_backlog()
    {
        // Eight seconds each, and room for all of them: under way grow only until as many end as begin.
        (CapacityFinding finding, _) = Search(Find(20, 100), new SimulatedTarget(2_000, 8, 1));
        Assert.Equal(CapacityEnd.NotLimited, finding.End);
    }

    [Fact]
    public void A_generator_that_cannot_say_ends_it_by_name()
    {
        (CapacityFinding finding, _) = Search(Find(40, 2_000), new SimulatedTarget(20, 0.05, 1), generator: f => f.Arrivals.Due > 1_500 ? "the generator sent late" : null);
        Assert.Equal((CapacityEnd.Invalid, Verdict.Invalid, "the generator sent late"), (finding.End, finding.Verdict, finding.Reason));
        Assert.Equal(135, finding.Held);
        Assert.Equal("invalid: the generator sent late; holds 135/s", finding.ToString());
    }

    [Fact]
    public void A_generator_that_cannot_say_once_is_asked_again()
    {
        bool asked = false;
        (CapacityFinding finding, _) = Search(Find(40, 2_000), new SimulatedTarget(20, 0.05, 1), generator: f => asked || f.Arrivals.Due < 1_500 || !(asked = true) ? null : "the generator sent late");
        Assert.Equal([40, 60, 90, 135, 202.5, 202.5], finding.Steps.Take(6).Select(s => s.Rate));
        Assert.Equal((Verdict.Invalid, CapacityEnd.Limited), (finding.Steps[4].Verdict, finding.End));
        Assert.InRange(finding.Held!.Value, 380, 420);
    }

    [Fact]
    public void A_target_that_holds_nothing_is_tried_downwards_and_given_up()
    {
        (CapacityFinding finding, SimulatedRun run) = Search(Find(100, 2_000), new SimulatedTarget(20, 0.05, 1) { ErrorsAt = _ => 1 });
        Assert.Equal((CapacityEnd.NoneHeld, null, Verdict.Fail), (finding.End, finding.Held, finding.Verdict));
        Assert.StartsWith("holds no rate that was tried; at 5", finding.ToString(), StringComparison.Ordinal);
        Assert.True(run.Seconds.Max(s => s.Rate) <= 100);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_stall_in_a_step_does_not_become_the_limit(int seed)
    {
        // 40, 60, 90, 135, 202 and 304/s hold, 456/s does not; the stall is while 202/s are held.
        var target = new SimulatedTarget(20, 0.05, seed) { Stalls = 58 };
        (CapacityFinding finding, _) = Search(Find(40, 2_000), target, "response p99 < 250ms");
        HeldStep stalled = finding.Steps.First(s => s.Verdict == Verdict.Fail);
        Assert.InRange(stalled.Rate, 200, 205);
        Assert.InRange(finding.Held!.Value, 360, 420);
        Assert.True(finding.Confirmed);
    }

    [Fact]
    public void A_first_step_that_is_too_high_is_no_end()
    {
        (CapacityFinding finding, _) = Search(Find(1_000, 2_000), new SimulatedTarget(20, 0.05, 1));
        Assert.InRange(finding.Held!.Value, 380, 420);
    }

    [Fact]
    public void A_target_that_does_not_come_to_rest_ends_it()
    {
        var target = new SimulatedTarget(20, 0.05, 1) { Breaking = 60, Slowdown = 2_000 };
        (CapacityFinding finding, SimulatedRun run) = Search(Find(40, 2_000), target);
        Assert.Equal((CapacityEnd.NotRecovered, Verdict.Fail), (finding.End, finding.Verdict));
        Assert.Contains("journeys were still under way 60s later", finding.ToString(), StringComparison.Ordinal);
        Assert.All(run.Seconds.TakeLast(60), s => Assert.Equal(0, s.Rate));
    }

    [Fact]
    public void Steps_go_up_evenly_and_one_back()
    {
        var phase = new StepLoad(100, 100, 2_000, 10 * Second, 1, 5 * Second);
        (CapacityFinding finding, _) = Search(phase, new SimulatedTarget(20, 0.05, 1));
        Assert.Equal([100, 200, 300, 400, 500, 400], finding.Steps.Select(s => s.Rate));
        Assert.Equal((CapacityEnd.Limited, 400.0, 500.0, true), (finding.End, finding.Held, finding.Failed, finding.Confirmed));

        (finding, _) = Search(phase with { To = 250 }, new SimulatedTarget(20, 0.05, 1));
        Assert.Equal([100, 200, 250], finding.Steps.Select(s => s.Rate));
        Assert.Equal(CapacityEnd.NotLimited, finding.End);
    }

    [Fact]
    public void It_may_be_stopped_at_any_time()
    {
        var search = new CapacitySearch(Find(40, 2_000), [], _ => null);
        search.Take(Second, []);
        search.Stop("a guard broke");
        search.Stop("again");
        search.Take(2 * Second, []);

        Assert.Equal((CapacityEnd.Stopped, "a guard broke", Verdict.Invalid), (search.Finding!.End, search.Finding.Reason, search.Finding.Verdict));
        Assert.Equal(2 * Second, new LoadPlan(search.Phases).Duration);
        Assert.Equal("stopped: a guard broke; holds no rate that was tried so far", search.Finding.ToString());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_search_ends_in_time_and_near_the_limit(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 3; i++)
        {
            double from = 1 + (random.NextDouble() * 100), to = from * (1 + (random.NextDouble() * 60)), limit = from * (0.3 + (random.NextDouble() * 60));
            var phase = new FindCapacity(from, to, 1.1 + random.NextDouble(), random.Next(5, 20) * Second, 0.02 + (random.NextDouble() * 0.1), random.Next(3), random.Next(1, 10) * Second);
            (CapacityFinding finding, SimulatedRun run) = Search(phase, new SimulatedTarget(10_000, 0.02, seed) { ErrorsAt = rate => rate > limit ? 1 : 0 });
            Assert.True(run.Seconds.Count * Second <= phase.During, $"{run.Seconds.Count} s, and {phase.During} was said");
            Assert.NotEqual(CapacityEnd.Stopped, finding.End);
            Assert.True(run.Seconds.Max(s => s.Rate) <= to + 1e-6);
            if (finding.End == CapacityEnd.NotLimited) Assert.True(limit >= 0.999 * to);
            else Assert.True(finding.Held <= limit && finding.Failed > limit && finding.Failed - finding.Held <= (phase.Precision * finding.Failed) + (0.001 * limit), finding.ToString());
        }
    }

    private (CapacityFinding Finding, SimulatedRun Run) Search(AdaptivePhase phase, SimulatedTarget target, string? threshold = null, Func<RunFigures, string?>? generator = null)
    {
        Threshold[] thresholds = threshold is null ? [] : [Threshold.Parse(threshold, out _)!];
        var run = new SimulatedRun(new CapacitySearch(phase, thresholds, generator ?? (_ => null)), target);
        CapacityFinding finding = run.ToTheEnd();
        output.WriteLine($"{run.Seconds.Count} s: {finding}");
        foreach (HeldStep s in finding.Steps) output.WriteLine($"  {s.Start.TotalSeconds,4} s {s.Rate,8}/s {s.Held.TotalSeconds,3} s {s.Verdict} goodput {s.Goodput:0.#} p99 {Durations.Text(s.ResponseP99)} under way {s.InFlight:0.#} {s.Growth:0.##}/s {s.Reason}");
        return (finding, run);
    }

    private static FindCapacity Find(double from, double to) => new(from, to, 1.5, 10 * Second, 0.05, 1, 5 * Second);
}
