namespace LoadProbe.Link.Tests;

/// <summary>What every link keeps to, whatever it is made of.</summary>
public abstract class LinkContractTests
{
    [Fact]
    public async Task An_agent_that_joins_is_heard()
    {
        (IControllerEnd controller, _) = await JoinedAsync("east");

        Assert.True(controller.TrySend("east", new ProbesAssigned([])));
    }

    [Fact]
    public async Task What_an_agent_says_of_a_kind_arrives_in_order()
    {
        (IControllerEnd controller, IAgentEnd east) = await JoinedAsync("east");
        for (int i = 1; i <= 200; i++)
        {
            await east.SendAsync(new SnapshotTaken("r1", Messages.Snapshot("east", i)), TestContext.Current.CancellationToken);
            Assert.True(east.TrySend(new ProbeFinished(Messages.Result("east", $"probe{i}"))));
            Assert.True(east.TrySend(new ProbeSkipped($"probe{i}", "broker", "busy")));
        }

        int snapshots = 0, results = 0, skips = 0;
        while (snapshots + results + skips < 600)
        {
            (string agent, UpMessage message) = await controller.Inbox.NextAsync<UpMessage>();
            Assert.Equal("east", agent);
            if (message is SnapshotTaken taken) Assert.Equal(++snapshots, taken.Snapshot.Number);
            if (message is ProbeFinished finished) Assert.Equal($"probe{++results}", finished.Result.Probe);
            if (message is ProbeSkipped skipped) Assert.Equal($"probe{++skips}", skipped.Probe);
        }

        Assert.Equal((200, 200, 200, 0L), (snapshots, results, skips, controller.Dropped));
    }

    [Fact]
    public async Task What_is_told_one_agent_reaches_that_one_only_and_in_order()
    {
        (IControllerEnd controller, IAgentEnd east) = await JoinedAsync("east");
        IAgentEnd west = await ConnectAsync("west");
        await west.SendAsync(new AgentJoined(Messages.Identity("west")), TestContext.Current.CancellationToken);
        await controller.Inbox.NextAsync<AgentJoined>();

        foreach (string name in (string[])["a", "b", "c"]) Assert.True(controller.TrySend("east", new ProbesAssigned([FewDefinitions.Probe(name)])));
        Assert.True(controller.TrySend("west", new ProbesAssigned([FewDefinitions.Probe("d")])));

        foreach (string name in (string[])["a", "b", "c"]) Assert.Equal(name, Assert.Single((await east.Inbox.NextAsync<ProbesAssigned>()).Probes).Name);
        Assert.Equal("d", Assert.Single((await west.Inbox.NextAsync<ProbesAssigned>()).Probes).Name);
        Assert.False(west.Inbox.TryRead(out _));
    }

    [Fact]
    public async Task An_agent_that_is_not_there_cannot_be_told()
    {
        (IControllerEnd controller, _) = await JoinedAsync("east");

        Assert.False(controller.TrySend("nobody", new ProbesAssigned([])));
    }

    [Fact]
    public async Task A_run_is_ordered_made_ready_and_leased()
    {
        (IControllerEnd controller, IAgentEnd east) = await JoinedAsync("east");

        Assert.True(controller.TrySend("east", new RunOrdered("r1", FewDefinitions.Scenario("peak"), new Segment(1, 3))));
        RunOrdered order = await east.Inbox.NextAsync<RunOrdered>();
        Assert.Equal(("r1", "peak", new Segment(1, 3)), (order.Run, order.Scenario.Name, order.Segment));

        await east.SendAsync(new RunReady("r1", null, Messages.Calibration), TestContext.Current.CancellationToken);
        RunReady ready = (await controller.Inbox.NextAsync<RunReady>()).Message;
        Assert.Null(ready.Fault);
        Assert.Equal(Messages.Calibration, ready.Calibration);

        for (int i = 1; i <= 3; i++) Assert.True(controller.TrySend("east", new LeaseRenewed(Messages.Lease("r1", i))));
        for (int i = 1; i <= 3; i++) Assert.Equal((i, LeasePhase.Run), ((await east.Inbox.NextAsync<LeaseRenewed>()).Lease is var lease ? (int)lease.Sequence : 0, lease.Phase));
    }

    [Fact]
    public async Task What_broke_on_an_agent_is_heard()
    {
        (IControllerEnd controller, IAgentEnd east) = await JoinedAsync("east");

        await east.SendAsync(new RunBroken("r1", "oops"), TestContext.Current.CancellationToken);

        Assert.Equal(("east", new RunBroken("r1", "oops")), await controller.Inbox.NextAsync<RunBroken>());
    }

    [Fact]
    public async Task What_the_target_wants_is_heard()
    {
        (IControllerEnd controller, IAgentEnd east) = await JoinedAsync("east");

        Assert.True(east.TrySend(new RunUnwanted("r1", "the desk is calling")));

        Assert.Equal(("east", new RunUnwanted("r1", "the desk is calling")), await controller.Inbox.NextAsync<RunUnwanted>());
    }

    [Fact]
    public async Task How_far_an_agent_is_with_cleaning_up_is_heard()
    {
        (IControllerEnd controller, IAgentEnd east) = await JoinedAsync("east");
        var told = new CleanupTold("r1", new CleanupFigures(5, 3, 2, TimeSpan.FromMilliseconds(1_234.5), "cancel: expected 200, was 503"), Over: true);

        Assert.True(east.TrySend(told));
        await east.SendAsync(told with { Over = false }, TestContext.Current.CancellationToken);

        Assert.Equal(("east", told), await controller.Inbox.NextAsync<CleanupTold>());
        Assert.Equal(("east", told with { Over = false }), await controller.Inbox.NextAsync<CleanupTold>());
    }

    [Fact]
    public async Task That_writes_are_not_kept_apart_is_heard()
    {
        (IControllerEnd controller, IAgentEnd east) = await JoinedAsync("east");

        Assert.True(east.TrySend(new RunLeaked("r1", "an order is among the real ones")));

        Assert.Equal(("east", new RunLeaked("r1", "an order is among the real ones")), await controller.Inbox.NextAsync<RunLeaked>());
    }

    [Fact]
    public async Task What_finds_no_room_at_the_controller_is_counted()
    {
        (IControllerEnd controller, IAgentEnd east) = await JoinedAsync("east");

        await Ends.UntilAsync(() =>
        {
            for (int i = 0; i < 500; i++) east.TrySend(new ProbeSkipped("quotes", "broker", "busy"));
            return controller.Dropped > 0;
        }, "a full inbox");

        Assert.InRange(controller.Inbox.Count, 1, 10_000);
    }

    [Fact]
    public async Task An_agent_that_comes_late_is_told_all_the_same()
    {
        (IControllerEnd controller, _) = await JoinedAsync("east");
        IAgentEnd late = await ConnectAsync("late");
        await late.SendAsync(new AgentJoined(Messages.Identity("late")), TestContext.Current.CancellationToken);

        (string agent, AgentJoined joined) = await controller.Inbox.NextAsync<AgentJoined>();
        Assert.Equal(("late", "Shanghai"), (agent, joined.Agent.Labels["city"]));
        Assert.True(controller.TrySend("late", new ProbesAssigned([FewDefinitions.Probe("a")])));
        Assert.Single((await late.Inbox.NextAsync<ProbesAssigned>()).Probes);
    }

    protected abstract Task<IControllerEnd> ControllerAsync();

    protected abstract Task<IAgentEnd> ConnectAsync(string agent);

    private async Task<(IControllerEnd Controller, IAgentEnd Agent)> JoinedAsync(string name)
    {
        IControllerEnd controller = await ControllerAsync();
        IAgentEnd agent = await ConnectAsync(name);
        await agent.SendAsync(new AgentJoined(Messages.Identity(name)), TestContext.Current.CancellationToken);
        (string from, AgentJoined joined) = await controller.Inbox.NextAsync<AgentJoined>();
        Assert.Equal((name, name), (from, joined.Agent.Name));
        return (controller, agent);
    }
}

public sealed class InProcessLinkTests : LinkContractTests
{
    private readonly InProcessLink _link = new();

    protected override Task<IControllerEnd> ControllerAsync() => Task.FromResult<IControllerEnd>(_link);

    protected override Task<IAgentEnd> ConnectAsync(string agent) => Task.FromResult(_link.Connect(agent));
}

public sealed class NatsLinkTests : LinkContractTests, IAsyncDisposable
{
    private readonly NatsLink _link = new();

    protected override async Task<IControllerEnd> ControllerAsync() => await _link.ControllerAsync();

    protected override async Task<IAgentEnd> ConnectAsync(string agent) => await _link.ConnectAsync(agent);

    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
