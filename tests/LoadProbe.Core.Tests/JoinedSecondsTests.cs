namespace LoadProbe.Core.Tests;

public class JoinedSecondsTests
{
    [Fact]
    public void A_second_is_whole_when_every_agent_has_told_of_it()
    {
        var seconds = new JoinedSeconds(2);
        Assert.Null(seconds.Add(Of("a", 1.003)));
        Assert.Null(seconds.Add(Of("a", 1.004)));
        Assert.Null(seconds.Add(Of("a", 2.001)));
        Assert.Equal((TimeSpan.FromSeconds(1), 2), Whole(seconds.Add(Of("b", 1.2))));
        Assert.Equal((TimeSpan.FromSeconds(2), 2), Whole(seconds.Add(Of("b", 2.4))));
    }

    [Fact]
    public void A_lost_snapshot_costs_its_second_and_no_other()
    {
        var seconds = new JoinedSeconds(2);
        Assert.Null(seconds.Add(Of("a", 1)));
        Assert.Null(seconds.Add(Of("a", 2)));
        Assert.Equal((TimeSpan.FromSeconds(2), 2), Whole(seconds.Add(Of("b", 2))));
        Assert.Null(seconds.Add(Of("b", 1)));
        Assert.Null(seconds.Add(Of("a", 3)));
        Assert.Null(seconds.Add(Of("b", 3) with { Last = true }));
    }

    private static (TimeSpan, int) Whole((TimeSpan At, IReadOnlyList<Snapshot> Snapshots)? second) => (second!.Value.At, second.Value.Snapshots.Count);

    private static Snapshot Of(string agent, double at)
    {
        PackedHistogram none = PackedHistogram.Empty;
        return new Snapshot { Agent = agent, Number = 1, At = TimeSpan.FromSeconds(at), InFlight = 0, Arrivals = default, Response = none, Service = none, Lateness = none, Steps = [] };
    }
}
