using NATS.Client.Core;
using NATS.Client.JetStream;

namespace LoadProbe.Link.Tests;

/// <summary>What the ends of a link over NATS do not take, and what they make of another clock.</summary>
public sealed class NatsRefusalTests : IAsyncDisposable
{
    private readonly NatsLink _link = new();

    [Fact]
    public async Task A_lease_that_was_under_way_for_longer_than_it_lasts_is_refused()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await OrderAsync(controller, east);

        await PublishAsync("lp.v1.run.r1.lease.east", Wire.Write(new LeaseSent(Messages.Lease("r1", 1), Plan, TimeProvider.System.GetUtcNow().AddSeconds(-10))));
        await PublishAsync("lp.v1.run.r1.lease.east", Wire.Write(new LeaseSent(Messages.Lease("r1", 2), Plan, TimeProvider.System.GetUtcNow())));

        Assert.Equal(2, (await east.Inbox.NextAsync<LeaseRenewed>()).Lease.Sequence);
        Assert.Equal(1, east.Counts.Stale);
    }

    [Fact]
    public async Task A_lease_of_another_plan_or_run_is_refused()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await OrderAsync(controller, east);

        await PublishAsync("lp.v1.run.r1.lease.east", Wire.Write(new LeaseSent(Messages.Lease("r1", 1), "another", TimeProvider.System.GetUtcNow())));
        await PublishAsync("lp.v1.run.r2.lease.east", Wire.Write(new LeaseSent(Messages.Lease("r2", 2), Plan, TimeProvider.System.GetUtcNow())));
        await PublishAsync("lp.v1.run.r1.lease.east", Wire.Write(new LeaseSent(Messages.Lease("r1", 3), Plan, TimeProvider.System.GetUtcNow())));

        Assert.Equal(3, (await east.Inbox.NextAsync<LeaseRenewed>()).Lease.Sequence);
        Assert.Equal(2, east.Counts.Stale);
    }

    [Fact]
    public async Task Whoever_leads_later_may_stop_what_another_began_and_that_one_is_obeyed_no_more()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await OrderAsync(controller, east);

        await PublishAsync("lp.v1.run.r1.lease.east", Wire.Write(new LeaseSent(Messages.Lease("r1", 1) with { Epoch = 8, Phase = LeasePhase.Stop }, "", TimeProvider.System.GetUtcNow())));
        Assert.Equal((8, LeasePhase.Stop), (await east.Inbox.NextAsync<LeaseRenewed>()).Lease is var stop ? (stop.Epoch, stop.Phase) : default);

        Assert.True(controller.TrySend("east", new LeaseRenewed(Messages.Lease("r1", 2))));
        await Ends.UntilAsync(() => east.Counts.Stale == 1, "the lease of the lower epoch is refused");
        Assert.True(controller.TrySend("east", new RunOrdered("r2", FewDefinitions.Scenario("peak"), Segment.Whole)));
        Assert.Equal("a controller of epoch 7 orders it, and one of 8 leads", (await controller.Inbox.NextAsync<RunReady>()).Message.Fault);
    }

    [Fact]
    public async Task An_agent_learns_who_leads_before_there_is_a_run()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await Ends.UntilAsync(() => east.Clock is not null, "the first controller has told the time");
        await _link.CloseAsync(controller);
        NatsControllerEnd next = await _link.ControllerAsync(epoch: 9);
        await next.Inbox.NextAsync<AgentJoined>();

        // As a controller that was held up for a while would order it; once the agent has asked the new one for the time, it knows better.
        Task<(string, RunReady Message)> refused = next.Inbox.NextAsync<RunReady>();
        while (!refused.IsCompleted)
        {
            await PublishAsync("lp.v1.cmd.east", Wire.Write(new RunSent("r1", Messages.Bundle.Hash(), Messages.Bundle, Segment.Whole, 8)));
            await Task.WhenAny(refused, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.Equal("a controller of epoch 8 orders it, and one of 9 leads", (await refused).Message.Fault);
    }

    [Fact]
    public async Task A_kind_that_is_not_known_is_counted_and_harms_nothing_after_it()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        byte[] teapot = "{\"kind\":\"teapot\",\"spout\":1}"u8.ToArray();
        foreach (string subject in (string[])["lp.v1.cmd.east", "lp.v1.run.r1.lease.east", "lp.v1.skip.east", "lp.v1.hb.east", "lp.v1.res.east", "lp.v1.att.east", "lp.v1.snap.r1.east", "lp.v1.run.r1.ack.east"]) await PublishAsync(subject, teapot);

        await Ends.UntilAsync(() => east.Counts.Unreadable == 2 && controller.Counts.Unreadable == 6, "each is counted");
        await OrderAsync(controller, east);
    }

    [Fact]
    public async Task What_is_said_in_anothers_name_is_refused()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");

        await PublishAsync("lp.v1.res.west", Wire.Write(new ProbeFinished(Messages.Result("east", "forged"))));
        await PublishAsync("lp.v1.snap.r1.west", Wire.Write(new SnapshotTaken("r1", Messages.Snapshot("east", 1))));
        await Ends.UntilAsync(() => controller.Counts.Unreadable == 2, "both are counted");
        Assert.True(east.TrySend(new ProbeFinished(Messages.Result("east", "own"))));

        Assert.Equal("own", (await controller.Inbox.NextAsync<ProbeFinished>()).Message.Result.Probe);
    }

    [Fact]
    public async Task Definitions_that_one_message_cannot_hold_come_in_parts()
    {
        var large = new FewDefinitions { Size = 3 << 20 };
        NatsControllerEnd controller = await _link.ControllerAsync(bundles: large);
        NatsAgentEnd east = await _link.ConnectAsync("east");
        await east.SendAsync(new AgentJoined(Messages.Identity("east")), TestContext.Current.CancellationToken);
        await controller.Inbox.NextAsync<AgentJoined>();

        Assert.True(controller.TrySend("east", new ProbesAssigned([FewDefinitions.Probe("a"), FewDefinitions.Probe("bb")])));
        Assert.Equal(["a", "bb"], (await east.Inbox.NextAsync<ProbesAssigned>()).Probes.Select(p => p.Name));
        Assert.True(controller.TrySend("east", new RunOrdered("r1", FewDefinitions.Scenario("peak"), Segment.Whole)));
        Assert.Equal("peak", (await east.Inbox.NextAsync<RunOrdered>()).Scenario.Name);
        Assert.Equal(0, east.Counts.Unreadable);
    }

    [Fact]
    public async Task Definitions_that_are_too_large_even_so_end_the_run_and_the_largest_file_is_named()
    {
        NatsControllerEnd controller = await _link.ControllerAsync(bundles: new FewDefinitions { Size = 33 << 20 });
        NatsAgentEnd east = await _link.ConnectAsync("east");
        await east.SendAsync(new AgentJoined(Messages.Identity("east")), TestContext.Current.CancellationToken);
        await controller.Inbox.NextAsync<AgentJoined>();

        controller.TrySend("east", new RunOrdered("r1", FewDefinitions.Scenario("peak"), Segment.Whole));

        string fault = (await controller.Inbox.NextAsync<RunReady>()).Message.Fault!;
        Assert.Contains("more than the 32 MB that are sent to an agent", fault);
        Assert.Contains("the largest file is peak with 34603008 bytes", fault);
        Assert.False(controller.TrySend("east", new ProbesAssigned([FewDefinitions.Probe("a")])));
    }

    [Fact]
    public async Task Definitions_that_the_agent_cannot_use_end_the_run_with_the_reason()
    {
        (NatsControllerEnd controller, _) = await _link.JoinedAsync("east");

        controller.TrySend("east", new RunOrdered("r1", FewDefinitions.Scenario("broken"), Segment.Whole));

        Assert.Equal("broken:1:1: no steps", (await controller.Inbox.NextAsync<RunReady>()).Message.Fault);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task An_agent_whose_clock_is_minutes_off_starts_with_the_others(int minutes)
    {
        var wrong = new WrongClock(TimeSpan.FromMinutes(minutes));
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east", time: wrong);
        await OrderAsync(controller, east);
        DateTimeOffset start = TimeProvider.System.GetUtcNow().AddSeconds(1);

        Assert.True(controller.TrySend("east", new LeaseRenewed(Messages.Lease("r1", 1) with { StartsAt = start, NotAfter = start.AddMinutes(1) })));

        Lease lease = (await east.Inbox.NextAsync<LeaseRenewed>()).Lease;
        TimeSpan skew = lease.StartsAt!.Value - wrong.Error - start;
        Assert.True(skew.Duration() <= east.Clock!.Value.Uncertainty + TimeSpan.FromMilliseconds(50), $"the start is {skew} off");
        Assert.Equal(TimeSpan.FromMinutes(1), lease.NotAfter - lease.StartsAt.Value);

        await east.SendAsync(new SnapshotTaken("r1", Messages.Snapshot("east", 1) with { LastSend = lease.StartsAt }), TestContext.Current.CancellationToken);
        DateTimeOffset last = (await controller.Inbox.NextAsync<SnapshotTaken>()).Message.Snapshot.LastSend!.Value;
        Assert.True((last - start).Duration() < TimeSpan.FromMilliseconds(100), $"the last send is {last - start} off");
    }

    [Fact]
    public async Task An_agent_that_does_not_know_the_time_well_enough_is_not_ready()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east", _link.Options with { ClockUncertainty = TimeSpan.FromTicks(1) });

        await east.SendAsync(new RunReady("r1", null), TestContext.Current.CancellationToken);

        Assert.StartsWith("clock: ", (await controller.Inbox.NextAsync<RunReady>()).Message.Fault);
    }

    [Fact]
    public async Task An_agent_of_another_protocol_is_not_let_in_and_the_reason_is_said()
    {
        var said = new System.Collections.Concurrent.ConcurrentQueue<string>();
        NatsControllerEnd controller = await _link.ControllerAsync(_link.Options with { Told = said.Enqueue });
        var beat = new AgentBeat(Messages.Identity("later"), "one", null, null, null, new LinkCounts(), Wire.Protocol + 1);

        await PublishAsync("lp.v1.hb.later", Wire.Write(beat));

        await Ends.UntilAsync(() => said.Contains("agent later, version 1.2.3, speaks protocol 2 of the link, and this controller 1: it is not let in; use programs of versions that speak the same"), "it is said");
        Assert.Equal(1, controller.Counts.Unreadable);
        Assert.False(controller.Inbox.TryRead(out _));
        // The same agent, as it was before it said what it speaks.
        string first = System.Text.Encoding.UTF8.GetString(Wire.Write(beat)).Replace(",\"protocol\":2", "", StringComparison.Ordinal).Replace(",\"version\":\"1.2.3\"", "", StringComparison.Ordinal);
        await PublishAsync("lp.v1.hb.later", System.Text.Encoding.UTF8.GetBytes(first));
        Assert.Null((await controller.Inbox.NextAsync<AgentJoined>()).Message.Agent.Version);
    }

    [Fact]
    public async Task An_agent_is_not_ready_for_a_controller_of_another_protocol_and_says_why()
    {
        await _link.Server.StartAsync();
        var said = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var later = new NatsConnection(NatsOpts.Default with { Url = _link.Server.Url });
        await using INatsSub<byte[]> questions = await later.SubscribeCoreAsync<byte[]>("lp.v1.ctl.clock", cancellationToken: TestContext.Current.CancellationToken);
        await using INatsSub<byte[]> answers = await later.SubscribeCoreAsync<byte[]>("lp.v1.run.r1.ack.east", cancellationToken: TestContext.Current.CancellationToken);
        await later.PingAsync(TestContext.Current.CancellationToken);
        NatsAgentEnd east = await _link.ConnectAsync("east", _link.Options with { Told = said.Enqueue });
        NatsMsg<byte[]> question = await questions.Msgs.ReadAsync(TestContext.Current.CancellationToken);
        byte[] answer = [.. BitConverter.GetBytes(TimeProvider.System.GetUtcNow().UtcTicks), .. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(2L)];
        await question.ReplyAsync(answer, cancellationToken: TestContext.Current.CancellationToken);
        await Ends.UntilAsync(() => said.Contains("the controller speaks protocol 2 of the link, and this agent 1: use programs of versions that speak the same"), "it is said");

        await east.SendAsync(new RunReady("r1", null), TestContext.Current.CancellationToken);

        var ready = (RunReady)Wire.ReadUp((await answers.Msgs.ReadAsync(TestContext.Current.CancellationToken)).Data)!;
        Assert.Equal("the controller speaks protocol 2 of the link, and this agent 1: use programs of versions that speak the same", ready.Fault);
        Assert.Null(east.Clock);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("*")]
    [InlineData(">")]
    public async Task A_name_that_is_no_word_of_a_subject_is_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => NatsAgentEnd.ConnectAsync(name, _link.Options, new FewDefinitions(), TimeProvider.System, TestContext.Current.CancellationToken));

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static string Plan => new FewDefinitions().Pack(FewDefinitions.Scenario("peak"), out _)!.Hash();

    private static async Task OrderAsync(NatsControllerEnd controller, NatsAgentEnd agent)
    {
        Assert.True(controller.TrySend("east", new RunOrdered("r1", FewDefinitions.Scenario("peak"), Segment.Whole)));
        await agent.Inbox.NextAsync<RunOrdered>();
        await agent.SendAsync(new RunReady("r1", null), TestContext.Current.CancellationToken);
        Assert.Null((await controller.Inbox.NextAsync<RunReady>()).Message.Fault);
    }

    private async Task PublishAsync(string subject, byte[] bytes)
    {
        await using var connection = new NatsConnection(NatsOpts.Default with { Url = _link.Server.Url });
        if (!subject.StartsWith("lp.v1.res.", StringComparison.Ordinal) && !subject.StartsWith("lp.v1.snap.", StringComparison.Ordinal))
        {
            await connection.PublishAsync(subject, bytes);
            await connection.PingAsync();
            return;
        }

        // What the server keeps, it takes once the controller has made the stream for it.
        var store = new NatsJSContext(connection);
        NatsJSPubOpts once = new() { MsgId = Guid.NewGuid().ToString("n") };
        while (await store.TryPublishAsync(subject, bytes, opts: once, cancellationToken: TestContext.Current.CancellationToken) is not { Success: true, Value.Error: null })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private sealed class WrongClock(TimeSpan error) : TimeProvider
    {
        public TimeSpan Error => error;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + error;
    }
}
