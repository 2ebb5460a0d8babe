namespace LoadProbe.Pressure.Tests;

/// <summary>What a scenario may say beside its rate.</summary>
public sealed class ProfileTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Tracks_run_side_by_side_each_by_its_own_profile()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target);
        run.Scenario = run.Scenario with { Drain = TimeSpan.FromSeconds(5), Tracks =
        [
            new Track { Name = "a", Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/a"), 1)], Load = [new Inject(40, OneSecond)] },
            new Track { Name = "b", Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/b"), 1)], Load = [new Pause(OneSecond / 2), new Inject(60, OneSecond / 2)] },
            new Track { Name = "c", Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/c"), 1)], Load = [new Iterations(2, 10, OneSecond)] },
        ] };
        await run.RunAsync();

        Assert.Equal([("/a", 40L), ("/b", 30L), ("/c", 10L)], Completed(run));
        Assert.Equal((80L, 80L, 0L), (run.Total.Due, run.Total.Completed, run.Total.Failed));
    }

    [Fact]
    public async Task Arrivals_of_the_warm_up_are_sent_and_in_no_figure()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new Inject(50, TimeSpan.FromSeconds(2)));
        run.Scenario = run.Scenario with { WarmUp = OneSecond, Drain = TimeSpan.FromSeconds(5) };
        await run.RunAsync();

        Assert.Equal(100, server.Requests);
        Assert.Equal((50L, 50L, 50L), (run.Total.Due, run.Total.Sent, run.Total.Completed));
        Assert.Equal(50, run.Snapshots.Sum(s => s.Response.Count));
        Assert.Equal(50, run.Snapshots.Sum(s => s.Lateness.Count));
        Assert.Equal([("/", 50L)], Completed(run));
        Assert.Null(run.Snapshots[0].Network);
        // The kernel is asked a little after the second: the first of what counts may be in what the warm-up had.
        Assert.InRange(run.Snapshots.Sum(s => s.Network?.Sent ?? 0), 30, 150);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public async Task Iterations_are_done_exactly_and_end_the_run_before_its_time(int users, int agents)
    {
        await using PressedServer server = await PressedServer.StartAsync();
        Pressed[] shares = [.. Enumerable.Range(0, agents).Select(_ => new Pressed(server.Target, new Iterations(users, 100, TimeSpan.FromMinutes(1))))];
        long start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(shares.Select((share, i) => share.RunAsync(new Segment(i, agents))));
        Assert.Equal((100L, 100), (shares.Sum(s => s.Total.Completed), server.Requests));
        Assert.All(shares, s => Assert.Null(s.Last.Stopped));
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "the run waited for the end of its time");
    }

    [Fact]
    public async Task Users_that_think_start_again_after_that()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new KeepConstant(4, TimeSpan.FromSeconds(2)));
        run.Scenario = run.Scenario with { Think = new TimeRange(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)) };
        await run.RunAsync();
        // Each user: at 0, 200, 400 … ms and a little more each time; a timer may be a millisecond early.
        Assert.InRange(run.Total.Completed, 20, 44);
    }

    [Fact]
    public async Task Users_at_a_pace_start_at_it_however_long_an_iteration_took()
    {
        await using PressedServer server = await PressedServer.StartAsync(token => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token));
        var run = new Pressed(server.Target, new KeepConstant(2, TimeSpan.FromSeconds(2.1)));
        run.Scenario = run.Scenario with { Pace = TimeSpan.FromMilliseconds(250) };
        await run.RunAsync();
        Assert.InRange(run.Total.Completed, 14, 18);
    }

    [Theory]
    [InlineData(ConnectionReuse.PerRun, 1)]
    [InlineData(ConnectionReuse.PerUser, 10)]
    [InlineData(ConnectionReuse.Never, 20)]
    public async Task Connections_are_kept_as_long_as_the_scenario_says(ConnectionReuse reuse, int connections)
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new Iterations(1, 10, TimeSpan.FromSeconds(30)));
        run.Scenario = run.Scenario with { Connections = reuse, Tracks = [run.Scenario.Tracks[0] with { Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/1", "/2"), 1)] }] };
        await run.RunAsync();
        Assert.Equal((10L, 20, connections), (run.Total.Completed, server.Requests, server.Connections));
    }

    private static (string, long)[] Completed(Pressed run) =>
        [.. run.Snapshots.SelectMany(s => s.Steps).GroupBy(s => s.Step).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Sum(s => s.Completed)))];
}
