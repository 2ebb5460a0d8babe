namespace LoadProbe.Core.Tests;

/// <summary>What is sent in a warm-up is in no figure, and that is no reason to stop.</summary>
public class WarmUpTests
{
    [Theory]
    [InlineData("errors < 1% over 2s, else abort", 7)]
    [InlineData("response p95 < 300ms over 1s, else hold", 6)]
    [InlineData("errors < 1%, else abort", 6)]
    public void Nothing_is_judged_before_a_window_behind_it_is_full(string text, int first)
    {
        ThresholdWatch watch = Watch(text, warmUp: 5);
        Assert.All(Enumerable.Range(1, first - 1), second => Assert.Null(Judge(watch, second)));
        // Then that is no data, as in any run.
        Assert.Equal(GuardLevel.Breach, Judge(watch, first));
    }

    [Fact]
    public void Without_one_it_is_judged_as_soon_as_a_window_is_full()
    {
        ThresholdWatch watch = Watch("errors < 1% over 2s, else abort", warmUp: 0);
        Assert.Null(Judge(watch, 1));
        Assert.Equal(GuardLevel.Breach, Judge(watch, 2));
    }

    private static ThresholdWatch Watch(string text, int warmUp) => Assert.Single(ThresholdWatch.Of(new Scenario
    {
        Name = "press", At = default, Target = new Target { Name = "t", Address = new Uri("http://127.0.0.1"), Class = EnvironmentClass.Test }, Load = [new Inject(1, TimeSpan.FromSeconds(1))],
        WarmUp = TimeSpan.FromSeconds(warmUp), Thresholds = [Threshold.Parse(text, out _)!],
    }));

    // Five journeys are under way, none of which counts.
    private static GuardLevel? Judge(ThresholdWatch watch, int second)
    {
        Snapshot newest = new()
        {
            Agent = "a", Number = second, At = TimeSpan.FromSeconds(second), InFlight = 5, Arrivals = default, Steps = [],
            Response = PackedHistogram.Empty, Service = PackedHistogram.Empty, Lateness = PackedHistogram.Empty,
        };
        var seconds = new SlidingFigures(TimeSpan.FromSeconds(10));
        seconds.Add(newest);
        return watch.Judge(seconds, new RunFigures(), newest);
    }
}
