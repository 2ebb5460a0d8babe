using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>A run that changes while it runs: another rate, and shares that others take over.</summary>
public sealed class RunChangeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_rate_is_changed_a_second_ahead_within_what_the_scenario_allows_and_each_change_is_kept()
    {
        Controlled run = await Controlled.StartAsync();
        run.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await run.ChangeRateAsync(4));
        Lease lease = await run.Agent.LeaseAsync(l => l.Load is not null);
        var plan = new LoadPlan(lease.Load!);
        // The plan began half a second after its order.
        Assert.Equal((11.0, 4.0, TimeSpan.FromSeconds(30)), (plan.RateAt(TimeSpan.FromSeconds(2.4)), plan.RateAt(TimeSpan.FromSeconds(2.5)), plan.Duration));
        Assert.True(lease.More);
        Assert.Equal("11.5/s is more than the 11/s that :0:0 allows", await run.ChangeRateAsync(11.5));

        RunReport report = await run.EndAsync();
        RunChange change = Assert.Single(report.Changes);
        Assert.Equal((2.5, "person", "11/s to 4/s"), (change.At.TotalSeconds, change.By, change.What));
        Assert.Contains("\"changes\":[{\"at\":2.5,\"by\":\"person\",\"what\":\"11/s to 4/s\"}]", RunJson.Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_share_is_dealt_out_once_the_lost_agent_cannot_fire_any_more()
    {
        Controlled run = Controlled.Ordered(agents: 3, lost: AgentLoss.Redistribute);
        foreach (ScriptedAgent agent in run.Agents) await agent.ReadyAsync();
        Task<Lease> more = run.Agents[0].LeaseAsync(l => l.Shares is { Count: > 1 }), others = run.Agents[1].LeaseAsync(l => l.Shares is { Count: > 1 });

        // The third says nothing at all.
        await run.UntilAsync(Task.WhenAll(more, others), run.Agents[0], run.Agents[1]);

        Assert.Equal([new Segment(0, 3), new Segment(2, 6)], (await more).Shares!.Select(s => s.Segment));
        Assert.Equal([new Segment(1, 3), new Segment(5, 6)], (await others).Shares!.Select(s => s.Segment));
        // Lost after 3 s without a word; 3 s of its lease, 5 s of draining, and a second ahead.
        Assert.InRange((await more).Shares![1].From, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(13.5));
        Assert.Equal((await more).Shares![1].From, (await others).Shares![1].From);
    }

    [Fact]
    public async Task An_agent_that_joins_while_it_runs_takes_a_lost_share_whole()
    {
        Controlled run = Controlled.Ordered(agents: 2, lost: AgentLoss.Redistribute);
        foreach (ScriptedAgent agent in run.Agents) await agent.ReadyAsync();
        await run.Agents[0].LeaseAsync(LeasePhase.Run);
        ScriptedAgent late = run.Late("late");
        await late.SayAsync(new AgentJoined(new AgentIdentity("late", new Dictionary<string, string>(), [])));
        await late.ReadyAsync();
        Task<Lease> given = late.LeaseAsync(l => l.Shares is not null);

        await run.UntilAsync(given, run.Agents[0]);

        Share share = Assert.Single((await given).Shares!);
        Assert.Equal(new Segment(1, 2), share.Segment);
        await late.SecondAsync(last: true);
        await run.Agents[0].SecondAsync(last: true);
        await run.UntilAsync(run.Report);
        RunReport report = await run.Report.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal((RunState.Completed, Verdict.Pass), (report.State, report.Verdict));
        Assert.Equal(["agent", "controller"], report.Changes.Select(c => c.By));
        Assert.EndsWith("1 share of lost agents to late", report.Changes[1].What, StringComparison.Ordinal);
    }
}
