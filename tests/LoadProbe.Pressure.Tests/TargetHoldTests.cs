using System.Collections.Concurrent;

namespace LoadProbe.Pressure.Tests;

/// <summary>The target has a word in how hard it is pressed.</summary>
public sealed class TargetHoldTests
{
    public static TheoryData<LoadPhase> Models => [new Inject(100, TimeSpan.FromSeconds(30)), new KeepConstant(4, TimeSpan.FromSeconds(30))];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task When_it_wants_no_more_nothing_more_is_sent_and_that_is_told_at_once(LoadPhase load)
    {
        int atStop = 0;
        await using PressedServer server = await PressedServer.StartAsync(answer: (context, number) =>
        {
            // Late enough for all that is new to have been compiled.
            if (number == 100) context.Response.Headers["X-LoadProbe-Stop"] = "the desk is calling";
        });
        var run = new Pressed(server.Target, load);
        run.Scenario = run.Scenario with { Mix = [new WeightedJourney(Pressed.Journey(server.Target, "/", "/next"), 1)] };
        run.Unwanted = reason =>
        {
            Assert.Equal("the desk is calling", reason);
            Assert.Equal(0, Interlocked.Exchange(ref atStop, server.Requests));
        };
        long start = TimeProvider.System.GetTimestamp();
        await run.RunAsync();

        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "it was not stopped");
        Assert.Equal((true, StopCause.Target, "the desk is calling"), (run.Last.Last, run.Last.Stopped, run.Last.Unwanted));
        // What others were in the middle of sending.
        Assert.InRange(server.Requests, 100, atStop + 10);
        Assert.Equal(run.Total.Due, run.Total.Sent + run.Total.Dropped);
        Assert.InRange(run.Total.Due, 50, 110);
    }

    [Fact]
    public async Task Arrivals_that_come_due_while_it_wants_less_are_dropped_as_held_and_then_it_goes_on()
    {
        await using PressedServer server = await PressedServer.StartAsync(answer: (context, number) => Ask(context, number, 10));
        var run = new Pressed(server.Target, new Inject(50, TimeSpan.FromSeconds(3)));
        await run.RunAsync();

        Assert.Equal((150, 150), (run.Total.Due, run.Total.Sent + run.Total.Dropped));
        Assert.Equal(run.Total.Dropped, run.Total.Drops.Total);
        // A second of them, and what was sent before it was heard.
        Assert.InRange(run.Total.Drops.Held, 40, 51);
        Assert.Equal(run.Total.Drops.Held, run.Total.Dropped);
        Assert.Equal([TimeSpan.FromSeconds(1)], run.Snapshots.Select(s => s.HeldFor).Where(h => h > TimeSpan.Zero));
        Assert.Null(run.Last.Stopped);
        Assert.InRange(Longest(server), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_user_that_is_held_back_is_due_once_and_goes_on_when_it_may()
    {
        await using PressedServer server = await PressedServer.StartAsync(answer: (context, number) => Ask(context, number, 10));
        var run = new Pressed(server.Target, new KeepConstant(3, TimeSpan.FromSeconds(3)));
        await run.RunAsync();

        Assert.Equal((run.Total.Due, 3L), (run.Total.Sent + run.Total.Dropped, run.Total.Drops.Held));
        Assert.InRange(Longest(server), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void It_is_waited_for_a_minute_at_the_longest_and_never_for_less_than_was_asked_before()
    {
        var hold = new TargetHold(TimeProvider.System);
        Assert.Equal(0, hold.Until);
        long before = TimeProvider.System.GetTimestamp();
        hold.Wait(TimeSpan.FromDays(9));
        long until = hold.Until;
        hold.Wait(TimeSpan.FromSeconds(1));

        Assert.Equal(until, hold.Until);
        Assert.InRange(TimeProvider.System.GetElapsedTime(before, until), TargetHold.Longest, TargetHold.Longest + TimeSpan.FromSeconds(5));
        Assert.Equal((TargetHold.Longest, TimeSpan.Zero), (hold.Drain(), hold.Drain()));
    }

    [Fact]
    public void Who_has_said_that_it_wants_no_more_has_said_it()
    {
        var told = new ConcurrentQueue<string>();
        var hold = new TargetHold(TimeProvider.System) { Stopping = told.Enqueue };
        Assert.Null(hold.Reason);
        hold.Stop("first");
        hold.Stop("second");

        Assert.Equal(("first", "first"), (hold.Reason, Assert.Single(told)));
    }

    private static void Ask(Microsoft.AspNetCore.Http.HttpContext context, int number, int at)
    {
        if (number != at) return;
        context.Response.StatusCode = 503;
        context.Response.Headers.RetryAfter = "1";
    }

    private static TimeSpan Longest(PressedServer server)
    {
        long[] times = [.. server.Times];
        return times.Zip(times.Skip(1), TimeProvider.System.GetElapsedTime).Max();
    }
}
