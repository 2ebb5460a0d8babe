namespace LoadProbe.Pressure.Tests;

public sealed class OpenModelTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Each_arrival_of_the_plan_comes_due_and_is_sent()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new Inject(100, OneSecond), new RampingInject(100, 50, OneSecond));
        await run.RunAsync();

        Assert.Equal(new LoadPlan(run.Scenario.Load).Arrivals, run.Total.Due);
        Assert.Equal(run.Total.Due, run.Total.Sent + run.Total.Dropped);
        Assert.Equal((run.Total.Due, 0L, 0L, 0L), (run.Total.Completed, run.Total.Failed, run.Total.Dropped, run.Total.Abandoned));
        Assert.Equal(run.Total.Sent, server.Requests);
        Assert.Equal(run.Total.Completed, run.Snapshots.Sum(s => s.Response.Count));
        Assert.True(run.Last.Last);
        Assert.Null(run.Last.Stopped);
        Assert.Equal(Enumerable.Range(1, run.Snapshots.Count), run.Snapshots.Select(s => s.Number));
    }

    [Fact]
    public async Task Two_shares_together_are_exactly_the_plan()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        LoadPhase load = new Inject(75, OneSecond);
        Pressed[] shares = [new(server.Target, load), new(server.Target, load)];
        await Task.WhenAll(shares.Select((share, i) => share.RunAsync(new Segment(i, 2))));
        Assert.Equal(75, shares.Sum(s => s.Total.Due));
        Assert.Equal([38, 37], shares.Select(s => s.Total.Due));
        Assert.Equal(75, server.Requests);
    }

    [Fact]
    public async Task An_arrival_that_finds_no_free_place_is_dropped_and_never_queued()
    {
        await using PressedServer server = await PressedServer.StartAsync(token => Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, token));
        var run = new Pressed(server.Target, new Inject(20, OneSecond));
        run.Scenario = run.Scenario with { MaxInFlight = 1, Drain = OneSecond };
        await run.RunAsync();

        Assert.Equal((20, 20), (run.Total.Due, run.Total.Sent + run.Total.Dropped));
        Assert.InRange(run.Total.Sent, 1, 4);
        Assert.Equal(run.Total.Sent, server.Requests);
        Assert.Equal(1, server.Peak);
        // A queue would show as lateness: those sent were sent when they were due.
        Assert.True(run.Snapshots.Max(s => s.Response.Max) < TimeSpan.FromSeconds(1), "a journey waited for a free place");
    }

    [Fact]
    public async Task A_server_that_is_slow_slows_no_arrival()
    {
        await using PressedServer server = await PressedServer.StartAsync(token => Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, token));
        var run = new Pressed(server.Target, new Inject(50, OneSecond));
        run.Scenario = run.Scenario with { Drain = TimeSpan.FromSeconds(2) };
        await run.RunAsync();
        Assert.Equal((50, 50), (run.Total.Sent, run.Total.Completed));
        Assert.InRange(server.Peak, 10, 50);
    }

    [Fact]
    public async Task A_hung_server_shows_in_the_age_of_the_oldest_journey_and_is_abandoned_at_the_end()
    {
        await using PressedServer server = await PressedServer.StartAsync(PressedServer.Hang);
        var run = new Pressed(server.Target, new Inject(10, TimeSpan.FromSeconds(2)));
        await run.RunAsync();

        Snapshot second = run.Snapshots[1];
        Assert.InRange(second.OldestInFlight, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3));
        Assert.InRange(second.InFlight, 15, 20);
        Assert.Equal((20, 0, 20), (run.Total.Sent, run.Total.Completed, run.Total.Abandoned));
        Assert.Equal((0, TimeSpan.Zero), (run.Last.InFlight, run.Last.OldestInFlight));
    }
}
