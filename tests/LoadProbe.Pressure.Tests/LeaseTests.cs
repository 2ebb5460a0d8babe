namespace LoadProbe.Pressure.Tests;

/// <summary>Nothing is fired without the right to.</summary>
public sealed class LeaseTests
{
    private static readonly LoadPhase Long = new Inject(50, TimeSpan.FromSeconds(30));

    [Fact]
    public async Task A_lease_that_is_not_renewed_ends_the_run()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, Long);
        run.Renew(timeToLive: TimeSpan.FromMilliseconds(500));
        await run.RunAsync();

        Assert.Equal((true, StopCause.LeaseLost), (run.Last.Last, run.Last.Stopped));
        Assert.InRange(run.Total.Due, 15, 50);
        Assert.Equal(run.Total.Sent, server.Requests);
        Assert.False(run.Renew(), "a lapsed right came back");
    }

    [Fact]
    public async Task A_lease_that_is_renewed_goes_on()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new Inject(20, TimeSpan.FromSeconds(2)));
        run.Renew(timeToLive: TimeSpan.FromSeconds(1.6));
        await run.RunAsync(each: _ => run.Renew(timeToLive: TimeSpan.FromSeconds(1.6)));
        Assert.Null(run.Last.Stopped);
        Assert.Equal(40, run.Total.Sent);
    }

    [Fact]
    public async Task An_order_to_stop_ends_the_arrivals()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, Long);
        Task running = run.RunAsync();
        await server.FirstRequest;
        run.Renew(LeasePhase.Stop);
        await running;
        Assert.Equal(StopCause.Ordered, run.Last.Stopped);
        Assert.InRange(run.Total.Due, 1, 50);
    }

    public static TheoryData<LoadPhase> Models => [new Inject(1, TimeSpan.FromSeconds(30)), new KeepConstant(1, TimeSpan.FromSeconds(30))];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task After_the_order_to_stop_a_step_under_way_may_end_and_none_begins(LoadPhase load)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PressedServer server = await PressedServer.StartAsync(_ => release.Task);
        var run = new Pressed(server.Target, load);
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/1", "/2"), 1)], Drain = TimeSpan.FromSeconds(5) };
        // The first snapshot after the order: firing has ended by then, and the drain goes on until the answer comes.
        Task running = run.RunAsync(each: s =>
        {
            if (s.At > TimeSpan.FromSeconds(1.5)) release.TrySetResult();
        });
        await server.FirstRequest;
        run.Renew(LeasePhase.Stop);
        await running;

        Assert.Equal(1, server.Requests);
        StepSnapshot[] steps = [.. run.Snapshots.SelectMany(s => s.Steps)];
        Assert.Equal(1, steps.Where(s => s.Step == "/1").Sum(s => s.Outcomes.GetValueOrDefault(Outcome.Ok)));
        Assert.Equal(0, steps.Where(s => s.Step == "/2").Sum(s => s.Completed));
        Assert.Equal((1, 0, 1), (run.Total.Sent, run.Total.Failed, run.Total.Abandoned));
    }

    [Fact]
    public async Task An_order_to_stop_in_the_drain_is_obeyed_too()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using PressedServer server = await PressedServer.StartAsync(_ => release.Task);
        var run = new Pressed(server.Target, new Inject(1, TimeSpan.FromSeconds(1)));
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/1", "/2"), 1)], Drain = TimeSpan.FromSeconds(5) };
        await run.RunAsync(each: s =>
        {
            if (s.Number == 2) run.Renew(LeasePhase.Stop);
            if (s.Number == 3) release.TrySetResult();
        });
        Assert.Equal(1, server.Requests);
        Assert.Equal((1, 0, 1), (run.Total.Sent, run.Total.Completed, run.Total.Abandoned));
    }
}
