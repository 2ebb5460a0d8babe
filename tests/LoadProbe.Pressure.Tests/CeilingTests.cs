using System.Collections.Concurrent;
using System.Diagnostics;

namespace LoadProbe.Pressure.Tests;

/// <summary>What the agent's own file allows holds whatever the plan and the leases say.</summary>
public sealed class CeilingTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    // On a busy machine some requests take long to arrive; unheld, so many would come within a quarter of a second.
    private static readonly TimeSpan AlmostASecond = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task A_run_over_the_ceiling_never_sends_more_in_any_second_and_counts_the_rest()
    {
        var seen = new ConcurrentQueue<long>();
        await using PressedServer server = await PressedServer.StartAsync(_ =>
        {
            seen.Enqueue(Stopwatch.GetTimestamp());
            return Task.CompletedTask;
        });
        var run = new Pressed(server.Target, new Inject(400, TimeSpan.FromSeconds(3))) { Limits = Limits(rate: 100) };
        await run.RunAsync();

        Assert.Equal((1_200L, 1_200L), (run.Total.Due, run.Total.Sent + run.Total.Dropped));
        Assert.Equal(run.Total.Sent, server.Requests);
        Assert.True(run.Total.Drops.Ceiling >= 800, $"{run.Total}");
        Assert.InRange(run.Total.Sent, 1, 300);
        long[] at = [.. seen.Order()];
        for (int i = 100; i < at.Length; i++) Assert.True(Stopwatch.GetElapsedTime(at[i - 100], at[i]) >= AlmostASecond, $"101 requests within {Stopwatch.GetElapsedTime(at[i - 100], at[i])}");
    }

    [Fact]
    public void A_plan_exactly_at_the_ceiling_is_not_over_it()
    {
        var hold = new CeilingHold(Limits(rate: 500), TimeProvider.System);
        var plan = new LoadPlan([new Inject(500, TimeSpan.FromSeconds(20))]);
        long start = TimeProvider.System.GetTimestamp();
        for (long n = 0; n < plan.Arrivals; n++)
        {
            Assert.True(hold.TryTake(1, start + TimeProvider.System.Stamps(plan.DueTime(n))), $"arrival {n}");
            hold.GiveBack();
        }
    }

    [Fact]
    public async Task Each_step_of_a_journey_counts()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new Inject(100, TimeSpan.FromSeconds(2))) { Limits = Limits(rate: 60) };
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/1", "/2", "/3"), 1)] };
        await run.RunAsync();
        Assert.Equal(run.Total.Sent * 3, server.Requests);
        Assert.InRange(run.Total.Sent, 1, 40);
        Assert.Equal(run.Total.Dropped, run.Total.Drops.Ceiling);
    }

    [Fact]
    public async Task No_more_journeys_are_in_flight_than_it_allows_of_all_tracks_together()
    {
        await using PressedServer server = await PressedServer.StartAsync(token => Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, token));
        var run = new Pressed(server.Target, new Inject(50, OneSecond)) { Limits = Limits(inFlight: 3) };
        Track track = run.Scenario.Tracks[0];
        run.Scenario = run.Scenario with { Tracks = [track, track, track with { Load = [new KeepConstant(5, OneSecond)] }], Drain = OneSecond };
        await run.RunAsync();
        Assert.InRange(server.Peak, 1, 3);
        Assert.True(run.Total.Drops.Ceiling > 0);
        Assert.Equal(run.Total.Due, run.Total.Sent + run.Total.Dropped);
        Assert.Equal(run.Total.Sent, server.Requests);
    }

    [Fact]
    public async Task Users_who_go_as_fast_as_they_can_are_held_too()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new KeepConstant(4, TimeSpan.FromSeconds(2))) { Limits = Limits(rate: 50) };
        await run.RunAsync();
        Assert.InRange(server.Requests, 1, 100);
        Assert.Equal(run.Total.Sent, server.Requests);
        Assert.True(run.Total.Drops.Ceiling > 0);
    }

    [Fact]
    public async Task A_lease_that_changes_the_load_cannot_raise_it()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var search = new StepLoad(10, 10, 1_000, OneSecond, 0, TimeSpan.Zero);
        var run = new Pressed(server.Target, search) { Limits = Limits(rate: 40) };
        run.Lease.Take(new Lease { Run = "r", Sequence = 1, Phase = LeasePhase.Run, NotAfter = DateTimeOffset.MaxValue, TimeToLive = TimeSpan.FromMinutes(1), Load = [new Inject(1_000, TimeSpan.FromSeconds(2))] });
        await run.RunAsync();
        Assert.InRange(server.Requests, 1, 80);
        Assert.Equal(2_000, run.Total.Due);
        Assert.Equal(run.Total.Dropped, run.Total.Drops.Ceiling + run.Total.Drops.Saturated);
    }

    [Fact]
    public async Task A_target_that_the_agent_may_not_connect_to_is_sent_nothing()
    {
        await using PressedServer server = await PressedServer.StartAsync();
        var run = new Pressed(server.Target, new Inject(20, OneSecond)) { Limits = AgentLimits.Nothing };
        await run.RunAsync();
        Assert.Equal(0, server.Requests);
        Assert.Equal(20, run.Snapshots.Sum(s => s.Steps.Sum(step => step.Outcomes.GetValueOrDefault(Outcome.EgressRefused))));
    }

    private static AgentLimits Limits(double? rate = null, int? inFlight = null) => new()
    {
        Egress = new Egress(new Place("limits.yaml", 1, 9), [EgressRule.Parse("127.0.0.1", default)!]),
        Rate = rate is { } most ? new Ceiling(most, default) : null,
        InFlight = inFlight is { } places ? new Ceiling(places, default) : null,
    };
}
