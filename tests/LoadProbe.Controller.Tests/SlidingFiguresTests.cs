namespace LoadProbe.Controller.Tests;

public sealed class SlidingFiguresTests
{
    [Fact]
    public void A_window_has_its_seconds_and_no_others()
    {
        var seconds = new SlidingFigures(TimeSpan.FromSeconds(10));
        for (int number = 1; number <= 100; number++) seconds.Add(Second(number));

        Assert.Equal(10, seconds.Window(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(100.002))!.Snapshots);
        Assert.Equal(3, seconds.Window(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(100.002))!.Snapshots);
    }

    [Fact]
    public void Seconds_that_no_window_asks_for_are_let_go()
    {
        SlidingFigures windowed = new(TimeSpan.FromSeconds(10)), without = new(TimeSpan.Zero);
        for (int number = 1; number <= 1_000; number++)
        {
            windowed.Add(Second(number, "a"));
            windowed.Add(Second(number, "b"));
            without.Add(Second(number));
        }

        Assert.InRange(windowed.Count, 10, 13);
        Assert.Equal(0, without.Count);
    }

    [Fact]
    public void What_several_agents_tell_of_a_second_is_merged_and_a_window_has_all_of_it()
    {
        SlidingFigures apart = new(TimeSpan.FromSeconds(3)), together = new(TimeSpan.FromSeconds(3));
        for (int number = 1; number <= 5; number++)
        {
            apart.Add(Second(number));
            foreach (string agent in (string[])["a", "b", "c"]) together.Add(Second(number, agent) with { At = TimeSpan.FromSeconds(number + (agent == "b" ? 0.2 : 0)) });
        }

        RunFigures one = apart.Window(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5))!, three = together.Window(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5))!;
        Assert.Equal(3 * one.Snapshots, three.Snapshots);
        Assert.Equal(3 * one.Arrivals.Due, three.Arrivals.Due);
        Assert.Equal(3 * one.Response.Count, three.Response.Count);
        Assert.Equal(3 * one.PeakInFlight, three.PeakInFlight);
        Assert.Equal(one.Response.Percentile(99), three.Response.Percentile(99));
        Assert.Equal(3 * one.Steps.Single().Completed, three.Steps.Single().Completed);
        Assert.Equal(one.Steps.Single().Outcomes.Keys, three.Steps.Single().Outcomes.Keys);
    }

    private static Snapshot Second(int number, string agent = "agent-1") =>
        ScriptedAgent.Example(number, 0.01) with { Agent = agent, At = TimeSpan.FromSeconds(number + 0.002) };
}
