using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>Several agents share a run, and not all of them stay.</summary>
public sealed class RunAgentsTests
{
    [Fact]
    public async Task Each_agent_has_a_share_of_its_own_and_the_run_starts_when_all_are_ready()
    {
        Controlled run = Controlled.Ordered(agents: 3);
        await run.Agents[2].ReadyAsync();
        await run.Agents[0].ReadyAsync();
        Assert.Equal(RunState.Arming, run.States.Last().State);
        await run.Agents[1].ReadyAsync();
        Lease[] leases = await Task.WhenAll(run.Agents.Select(a => a.LeaseAsync(LeasePhase.Run)));
        Assert.Single(leases.Select(l => l.StartsAt).Distinct());
        Assert.Equal([new Segment(0, 3), new Segment(1, 3), new Segment(2, 3)], run.Agents.Select(a => a.Segment));

        foreach (ScriptedAgent agent in run.Agents) await agent.SecondAsync();
        foreach (ScriptedAgent agent in run.Agents) await agent.SecondAsync(last: true);
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((Verdict.Pass, 66L, 60L), (report.Verdict!.Value, report.Figures.Arrivals.Due, report.Figures.Arrivals.Sent));
        Assert.Equal(60, report.Figures.Response.Count);
        Assert.Equal(33, report.Series[0].TargetRate);
    }

    [Fact]
    public async Task When_one_falls_silent_the_others_go_on_and_it_is_told_to_stop()
    {
        Controlled run = await StartedAsync(agents: 3);
        Task<Lease> stop = run.Agents[1].LeaseAsync(LeasePhase.Stop);
        await run.UntilAsync(stop, run.Agents[0], run.Agents[2]);
        Assert.Equal(LeasePhase.Run, (await run.Agents[0].LeaseAsync(LeasePhase.Run)).Phase);

        // What it had sent before it stopped still counts.
        await run.Agents[1].SecondAsync(last: true, stopped: StopCause.LeaseLost);
        await run.Agents[0].SecondAsync(last: true);
        await run.Agents[2].SecondAsync(last: true);
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((Verdict.Invalid, RunState.Completed), (report.Verdict!.Value, report.State));
        Assert.Matches(@"^agent agent-2 was lost after \S+: it sent no snapshot for 3\S*; the rest of its share was not sent$", Assert.Single(report.Reasons));
        Assert.Null(report.Stopped);
    }

    [Fact]
    public async Task A_lost_agent_that_never_comes_back_holds_the_end_up_until_its_lease_has_lapsed()
    {
        Controlled run = await StartedAsync(agents: 2);
        Task<Lease> stop = run.Agents[1].LeaseAsync(LeasePhase.Stop);
        await run.UntilAsync(stop, run.Agents[0]);
        DateTimeOffset lost = run.Time.GetUtcNow();
        await run.Agents[0].SecondAsync(last: true);
        await run.UntilAsync(run.Report);
        Assert.InRange(run.Time.GetUtcNow() - lost, Lease.Life, Lease.Life + TimeSpan.FromSeconds(10));
        Assert.Equal(Verdict.Invalid, (await run.Report).Verdict);
    }

    [Fact]
    public async Task When_the_file_says_so_the_loss_of_one_stops_all_load()
    {
        Controlled run = await StartedAsync(agents: 2, lost: AgentLoss.Abort);
        Task<Lease> stop = run.Agents[0].LeaseAsync(LeasePhase.Stop);
        await run.UntilAsync(stop, run.Agents[0]);
        await run.Agents[0].SecondAsync(last: true, stopped: StopCause.Ordered);
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report;
        Assert.Equal((Verdict.Invalid, RunState.Aborted, "guard"), (report.Verdict!.Value, report.State, report.Stopped!.By));
        Assert.StartsWith("agent agent-2 was lost, and agents.lost is abort: ", report.Stopped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_all_fall_silent_the_load_is_stopped()
    {
        Controlled run = await StartedAsync(agents: 2);
        await run.StopOrderedAsync();
        foreach (ScriptedAgent agent in run.Agents) await agent.SecondAsync(last: true, stopped: StopCause.LeaseLost);
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.StartsWith("no snapshot from the agents for ", report.Stopped!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_ends_before_the_others_leaves_them_to_go_on()
    {
        Controlled run = await StartedAsync(agents: 2);
        await run.Agents[0].SecondAsync(last: true, stopped: StopCause.Shutdown);
        await run.Agents[1].SecondAsync();
        await run.Agents[1].SecondAsync(last: true);
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(RunState.Completed, report.State);
        Assert.Contains("it stopped: Shutdown", Assert.Single(report.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_last_snapshot_that_overtakes_another_does_not_end_the_run_and_one_that_comes_twice_counts_once()
    {
        Controlled run = await StartedAsync(agents: 1);
        await run.Agent.SecondAsync();
        Snapshot second = ScriptedAgent.Example(2), last = ScriptedAgent.Example(3) with { Last = true };
        foreach (Snapshot taken in new[] { last, last, second }) await run.Agent.SayAsync(new SnapshotTaken(run.Agent.Run, taken));
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((Verdict.Pass, 33L), (report.Verdict!.Value, report.Figures.Arrivals.Due));
        Assert.Equal(3, report.Series.Count);
    }

    [Fact]
    public async Task A_snapshot_that_never_comes_makes_the_run_invalid()
    {
        Controlled run = await StartedAsync(agents: 1);
        await run.Agent.SayAsync(new SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(3) with { Last = true }));
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report;
        Assert.Equal((Verdict.Invalid, "agent agent-1: 2 of its snapshots never came"), (report.Verdict!.Value, report.Reasons[0]));
    }

    [Fact]
    public async Task With_enough_of_them_ready_the_others_are_left_out_and_the_shares_are_larger()
    {
        Controlled run = Controlled.Ordered(agents: 3, atLeast: 2);
        await run.Agents[0].ReadyAsync();
        await run.Agents[1].ReadyAsync(fault: "no secret PASSWORD");
        await run.Agents[2].ReadyAsync();
        // Ordered anew: each of the two has half of it.
        await run.Agents[0].ReadyAsync();
        await run.Agents[2].ReadyAsync();
        Assert.Equal([new Segment(0, 2), new Segment(1, 2)], new[] { run.Agents[0].Segment, run.Agents[2].Segment });
        await run.Agents[0].LeaseAsync(LeasePhase.Run);
        await run.Agents[0].SecondAsync(last: true);
        await run.Agents[2].SecondAsync(last: true);
        RunReport report = await run.Report.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Pass, report.Verdict);
    }

    [Fact]
    public async Task With_too_few_of_them_ready_in_time_nothing_is_sent()
    {
        Controlled run = Controlled.Ordered(agents: 3, atLeast: 2);
        await run.Agents[0].ReadyAsync();
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report;
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Contains("only 1 of 3 agents were ready within 30s", report.Reasons[0], StringComparison.Ordinal);
        Assert.Equal(0, report.Figures.Arrivals.Due);
    }

    private static async Task<Controlled> StartedAsync(int agents, AgentLoss lost = AgentLoss.Shrink)
    {
        Controlled run = Controlled.Ordered(agents, lost: lost);
        foreach (ScriptedAgent agent in run.Agents) await agent.ReadyAsync();
        foreach (ScriptedAgent agent in run.Agents) await agent.LeaseAsync(LeasePhase.Run);
        return run;
    }
}
