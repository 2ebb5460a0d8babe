using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>The target has a word in a run, and one agent is enough to hear it.</summary>
public sealed class TargetWordTests
{
    [Fact]
    public async Task What_one_agent_is_told_stops_all_of_them()
    {
        Controlled run = await StartedAsync();
        Task<Lease>[] stops = [.. run.Agents.Select(a => a.LeaseAsync(LeasePhase.Stop))];
        await run.Agents[1].SayAsync(new RunUnwanted(run.Agent.Run, "the desk is calling"));
        // Without any time passing: it is not for the next lease to say.
        foreach (Task<Lease> stop in stops) await stop;
        await run.Agents[1].SecondAsync(last: true, stopped: StopCause.Target);
        RunReport report = await run.EndAsync();

        Assert.Equal(("target", "X-LoadProbe-Stop: the desk is calling (to agent agent-2)"), (report.Stopped!.By, report.Stopped.Reason));
        Assert.Equal((RunState.Aborted, Verdict.Fail), (report.State, report.Verdict!.Value));
        Assert.Equal("stopped by target: X-LoadProbe-Stop: the desk is calling (to agent agent-2)", Assert.Single(report.Reasons));
    }

    [Fact]
    public async Task A_snapshot_says_it_too_so_that_a_lost_word_is_not_lost()
    {
        Controlled run = await StartedAsync();
        Task<Lease> stop = run.Agent.LeaseAsync(LeasePhase.Stop);
        await run.Agents[1].SayAsync(new SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(1) with { Agent = "agent-2", Unwanted = "enough", Last = true, Stopped = StopCause.Target }));
        await stop;
        RunReport report = await run.EndAsync();

        Assert.Equal(("target", "X-LoadProbe-Stop: enough (to agent agent-2)"), (report.Stopped!.By, report.Stopped.Reason));
        Assert.Equal(Verdict.Fail, report.Verdict);
    }

    [Fact]
    public async Task Who_is_not_of_the_run_stops_nothing()
    {
        Controlled run = await StartedAsync();
        ScriptedAgent late = run.Late("agent-3");
        await late.SayAsync(new RunUnwanted(run.Agent.Run, "enough"));
        await run.Agents[1].SecondAsync(last: true);
        RunReport report = await run.EndAsync(cause: null);

        Assert.Equal((RunState.Completed, Verdict.Pass), (report.State, report.Verdict!.Value));
    }

    [Fact]
    public async Task That_it_asked_for_less_is_told_once_and_a_run_that_was_held_back_does_not_pass()
    {
        Controlled run = await StartedAsync();
        for (int number = 1; number <= 2; number++) await run.Agent.SayAsync(new SnapshotTaken(run.Agent.Run, Held(number)));
        await run.Agent.SayAsync(new SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(3) with { Last = true }));
        await run.Agents[1].SecondAsync(last: true);
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);

        RunChange change = Assert.Single(report.Changes);
        Assert.Equal((TimeSpan.FromSeconds(1), "target", "agent agent-1 was asked to hold back by Retry-After, and does so for 7s; what comes due while an agent holds back is dropped as held"), (change.At, change.By, change.What));
        Assert.Equal((Verdict.Fail, "the target asked for less by Retry-After: 2 of 44 arrivals were held back and not sent"), (report.Verdict!.Value, Assert.Single(report.Reasons)));
        Assert.Null(report.Stopped);
    }

    private static Snapshot Held(int number)
    {
        Snapshot second = ScriptedAgent.Example(number);
        return second with { Arrivals = second.Arrivals with { Drops = new DropCounts(0, 0, 0, 0, Held: 1) }, HeldFor = TimeSpan.FromSeconds(7) };
    }

    private static async Task<Controlled> StartedAsync()
    {
        Controlled run = Controlled.Ordered(agents: 2);
        foreach (ScriptedAgent agent in run.Agents) await agent.ReadyAsync();
        foreach (ScriptedAgent agent in run.Agents) await agent.LeaseAsync(LeasePhase.Run);
        return run;
    }
}
