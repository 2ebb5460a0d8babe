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

        Assert.InRange(windowed.Count, 20, 26);
        Assert.Equal(0, without.Count);
    }

    private static Snapshot Second(int number, string agent = "agent-1") =>
        ScriptedAgent.Example(number, 0.01) with { Agent = agent, At = TimeSpan.FromSeconds(number + 0.002) };
}
