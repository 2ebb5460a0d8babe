namespace LoadProbe.Core.Tests;

public class AgentLimitsTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1_000, 1, 1, "its share peaks at 1000/s and limits.yaml:3:7 allows 500/s: lower the load, or use more agents")]
    [InlineData(1_000, 2, 1, null)]
    [InlineData(500, 1, 1, null)]
    [InlineData(200, 1, 3, "its share peaks at 600/s (arrivals of 3 steps) and limits.yaml:3:7 allows 500/s: lower the load, or use more agents")]
    public void A_share_that_peaks_over_the_ceiling_is_refused_and_steps_count(double rate, int agents, int steps, string? fault) =>
        Assert.Equal(fault, Limits.Fault(Scenario(steps, new Inject(rate, OneSecond)), new Segment(0, agents)));

    [Theory]
    [InlineData(30, 1, "its share has 30 users at once and limits.yaml:4:12 allows 20 in flight: let fewer in, or use more agents")]
    [InlineData(30, 2, null)]
    public void So_is_one_of_more_users_than_may_be_in_flight(int users, int agents, string? fault) =>
        Assert.Equal(fault, Limits.Fault(Scenario(1, new KeepConstant(users, OneSecond)), new Segment(0, agents)));

    [Fact]
    public void A_journey_longer_than_a_second_of_the_ceiling_could_never_begin() =>
        Assert.Contains("a journey has 501 steps", Limits.Fault(Scenario(501, new Inject(0.5, OneSecond)), Segment.Whole), StringComparison.Ordinal);

    [Fact]
    public void Without_ceilings_all_may_be_run() =>
        Assert.Null(AgentLimits.Nothing.Fault(Scenario(1, new Inject(1e6, OneSecond)), Segment.Whole));

    private static AgentLimits Limits { get; } = new()
    {
        Egress = Egress.Nowhere, Rate = new Ceiling(500, new Place("limits.yaml", 3, 7)), InFlight = new Ceiling(20, new Place("limits.yaml", 4, 12)),
    };

    private static Scenario Scenario(int steps, params LoadPhase[] load)
    {
        var target = new Target { Name = "t", Address = new Uri("http://127.0.0.1:1") };
        var journey = new Journey { Name = "j", Target = target, Steps = [.. Enumerable.Range(0, steps).Select(i => new HttpStep { Name = $"{i}", At = default, Method = "GET", Url = Template.Constant("/") })] };
        return new Scenario { Name = "s", At = default, Target = target, Mix = [new WeightedJourney(journey, 1)], Load = load };
    }
}
