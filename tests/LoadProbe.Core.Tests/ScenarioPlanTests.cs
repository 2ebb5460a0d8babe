namespace LoadProbe.Core.Tests;

public class ScenarioPlanTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Tracks_run_side_by_side()
    {
        var plan = new ScenarioPlan(
        [
            Of(new RampingInject(0, 100, 10 * Second), new Inject(100, 10 * Second)),
            Of(new Pause(5 * Second), new Inject(40, 10 * Second), new KeepConstant(7, 30 * Second)),
            Of(new RampingConstant(0, 10, 20 * Second), new RampingConstant(10, 0, 10 * Second)),
        ]);

        Assert.Equal((1_900, 45 * Second, true), (plan.Arrivals, plan.Duration, plan.HasClosedPhases));
        Assert.Equal(50 + 40, plan.RateAt(5 * Second));
        Assert.Equal(100, plan.RateAt(15 * Second));
        Assert.Equal(7 + 10, plan.UsersAt(20 * Second));
        Assert.Equal(7, plan.UsersAt(40 * Second));
        Assert.Equal((0, 0), (plan.RateAt(45 * Second), plan.UsersAt(45 * Second)));
        Assert.Equal((140, 17), (plan.PeakRate, plan.PeakUsers));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void No_moment_has_more_than_the_peak(int seed)
    {
        var random = new Random(seed);
        var plan = new ScenarioPlan([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Of([.. Enumerable.Range(0, 4).Select(_ => RandomPlan.Phase(random))]))]);
        for (TimeSpan at = TimeSpan.Zero; at < plan.Duration; at += RandomPlan.Cell / 3)
        {
            Assert.True(plan.RateAt(at) <= plan.PeakRate + 1e-3, $"{plan.RateAt(at)} at {at}, {plan.PeakRate} at the most");
            // Each track's users are rounded by themselves.
            Assert.True(plan.UsersAt(at) <= plan.PeakUsers + 1, $"{plan.UsersAt(at)} at {at}, {plan.PeakUsers} at the most");
        }
    }

    [Fact]
    public void A_scenario_of_one_track_may_be_written_by_its_mix_and_load()
    {
        LoadPhase load = new Inject(1, Second);
        var scenario = new Scenario { Name = "s", At = default, Target = null!, Mix = [], Load = [load] };
        Assert.Equal(load, Assert.Single(Assert.Single(scenario.Tracks).Load));
        Assert.Equal(scenario.Load, (scenario with { Mix = [] }).Load);
    }

    private static Track Of(params LoadPhase[] load) => new() { Mix = [], Load = load };
}
