namespace LoadProbe.Controller.Tests;

/// <summary>An agent that has stopped by its own figures stops the others.</summary>
public sealed class ReflexTests
{
    private static readonly ReflexStop Slow = new("threshold", "response p99 < 300ms over 1s, else abort: 2s");

    [Fact]
    public async Task One_agent_is_enough_and_the_run_says_which_and_how_soon_its_last_request_was()
    {
        Controlled run = await StartedAsync();
        Task<Lease>[] stops = [.. run.Agents.Select(a => a.LeaseAsync(LeasePhase.Stop))];
        DateTimeOffset start = run.Time.GetUtcNow() + TimeSpan.FromSeconds(0.5);
        run.Time.Advance(TimeSpan.FromSeconds(2));
        await run.Agents[1].SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(1) with { Agent = "agent-2", Reflex = Slow }));
        // Without any time passing: it is not for the next lease to say.
        foreach (Task<Lease> stop in stops) await stop;
        await run.Agents[1].SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(2) with { Agent = "agent-2", Reflex = Slow, Last = true, Stopped = StopCause.Reflex, LastSend = start + TimeSpan.FromSeconds(1.04) }));
        RunReport report = await run.EndAsync();

        Assert.Equal(("threshold", "response p99 < 300ms over 1s, else abort: 2s (agent agent-2, by its own reflex)"), (report.Stopped!.By, report.Stopped.Reason));
        // It was broken at the end of that second, whenever it was heard of.
        Assert.Equal((start + TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(40)), (report.Stopped.At, report.Stopped.BreachToLastSend));
        Assert.Equal((RunState.Aborted, Verdict.Fail), (report.State, report.Verdict!.Value));
        Assert.Single(report.Reasons);
    }

    [Fact]
    public async Task A_last_word_that_a_lost_snapshot_left_alone_stops_them_too()
    {
        Controlled run = await StartedAsync();
        Task<Lease> stop = run.Agent.LeaseAsync(LeasePhase.Stop);
        await run.Agents[1].SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(1) with { Agent = "agent-2", Reflex = Slow with { By = "guard" }, Last = true, Stopped = StopCause.Reflex }));
        await stop;
        RunReport report = await run.EndAsync(StopCause.Reflex);

        Assert.Equal("guard", report.Stopped!.By);
        Assert.Single(report.Reasons);
    }

    [Fact]
    public async Task One_that_is_heard_of_after_the_run_was_stopped_for_something_later_is_its_reason_all_the_same()
    {
        Controlled run = await StartedAsync();
        Task<Lease> stop = run.Agent.LeaseAsync(LeasePhase.Stop);
        await run.UntilAsync(stop);
        await run.Agents[1].SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(1) with { Agent = "agent-2", Reflex = Slow, Last = true, Stopped = StopCause.Reflex }));
        RunReport report = await run.EndAsync();

        Assert.Equal(("threshold", "stopped by threshold: response p99 < 300ms over 1s, else abort: 2s (agent agent-2, by its own reflex)"), (report.Stopped!.By, Assert.Single(report.Reasons)));
    }

    [Fact]
    public async Task One_that_is_later_than_the_stop_is_not()
    {
        Controlled run = await StartedAsync();
        run.Stop("person", "stopped over the API");
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        run.Time.Advance(TimeSpan.FromSeconds(3));
        await run.Agents[1].SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(1) with { Agent = "agent-2", Reflex = Slow, Last = true, Stopped = StopCause.Reflex }));
        RunReport report = await run.EndAsync();

        Assert.Equal("person", report.Stopped!.By);
    }

    private static async Task<Controlled> StartedAsync()
    {
        Controlled run = Controlled.Ordered(agents: 2);
        foreach (ScriptedAgent agent in run.Agents) await agent.ReadyAsync();
        await run.Agent.LeaseAsync(LeasePhase.Run);
        return run;
    }
}
