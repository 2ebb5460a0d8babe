namespace LoadProbe.Pressure.Tests;

/// <summary>Each snapshot tells how long what is under way has been so.</summary>
public sealed class UnderWayTests
{
    [Fact]
    public async Task What_is_never_answered_grows_older_from_snapshot_to_snapshot()
    {
        await using PressedServer server = await PressedServer.StartAsync(hold: token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var run = new Pressed(server.Target, new Inject(20, TimeSpan.FromSeconds(3)));
        await run.RunAsync();

        foreach (Snapshot second in run.Snapshots.Take(3))
        {
            Ages journey = Assert.Single(second.UnderWay, a => a.Step is null), step = Assert.Single(second.UnderWay, a => a.Step is not null);
            Assert.Equal(("visit", "visit", "/"), (journey.Journey, step.Journey, step.Step));
            Assert.All([journey, step], ages => Assert.All([ages.Response, ages.Service], age =>
            {
                Assert.InRange(age.Count, second.InFlight - 1, second.InFlight);
                // Evenly from the newest to the oldest.
                Assert.InRange(age.Max, second.OldestInFlight * 0.98, second.OldestInFlight + TimeSpan.FromMilliseconds(50));
                Assert.InRange(age.Mean, second.At * 0.35, second.At * 0.65);
            }));
        }

        Assert.Empty(run.Last.UnderWay);
        Assert.Equal(60, run.Total.Abandoned);
        // What was cut off was sent.
        Assert.InRange(run.Last.LastSend!.Value - run.Snapshots[0].Began!.Value, TimeSpan.FromSeconds(2.8), TimeSpan.FromSeconds(3.1));
    }

    [Fact]
    public async Task A_journey_is_as_old_as_itself_and_its_step_as_that()
    {
        int requests = 0;
        // The first step is answered after 400 ms, the second never.
        await using PressedServer server = await PressedServer.StartAsync(hold: token => Task.Delay(Interlocked.Increment(ref requests) == 1 ? TimeSpan.FromMilliseconds(400) : Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var run = new Pressed(server.Target, new KeepConstant(1, TimeSpan.FromSeconds(2)));
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/1", "/2"), 1)] };
        await run.RunAsync();

        Snapshot second = run.Snapshots[0];
        Ages journey = Assert.Single(second.UnderWay, a => a.Step is null), step = Assert.Single(second.UnderWay, a => a.Step is not null);
        Assert.Equal("/2", step.Step);
        Assert.InRange(journey.Response.Max, TimeSpan.FromSeconds(0.85), TimeSpan.FromSeconds(1.1));
        Assert.InRange(journey.Response.Max - step.Response.Max, TimeSpan.FromSeconds(0.39), TimeSpan.FromSeconds(0.6));
        Assert.InRange(step.Service.Max, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.7));
    }

    [Fact]
    public async Task What_warms_up_is_in_no_age()
    {
        await using PressedServer server = await PressedServer.StartAsync(hold: token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var run = new Pressed(server.Target, new Inject(20, TimeSpan.FromSeconds(3)));
        run.Scenario = run.Scenario with { WarmUp = TimeSpan.FromSeconds(1.5) };
        await run.RunAsync();

        Assert.Empty(run.Snapshots[0].UnderWay);
        Assert.InRange(Assert.Single(run.Snapshots[1].UnderWay, a => a.Step is null).Response.Count, 8, 11);
    }
}
