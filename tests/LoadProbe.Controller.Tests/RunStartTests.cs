namespace LoadProbe.Controller.Tests;

/// <summary>How far apart the agents of a run began.</summary>
public sealed class RunStartTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_skew_is_from_the_first_to_the_last_and_known_to_what_both_clocks_are()
    {
        RunStart start = RunStart.None.With("b", Noon + Ms(7), Ms(1)).With("a", Noon + Ms(2), Ms(3)).With("c", Noon + Ms(5), Ms(2));

        Assert.Equal((Ms(5), Ms(5)), (start.Skew, start.Uncertainty));
        Assert.Equal(["a", "b", "c"], start.Agents.Select(a => a.Agent));
    }

    [Fact]
    public void One_agent_alone_is_not_apart_from_any()
    {
        RunStart start = RunStart.None.With("a", Noon, Ms(3));

        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (start.Skew, start.Uncertainty));
    }

    [Fact]
    public void What_an_agent_says_first_counts_and_one_that_has_sent_nothing_has_not_begun()
    {
        RunStart start = RunStart.None.With("a", null, Ms(1)).With("a", Noon, Ms(1)).With("a", Noon + Ms(9), Ms(1));

        Assert.Equal(Noon, Assert.Single(start.Agents).At);
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
