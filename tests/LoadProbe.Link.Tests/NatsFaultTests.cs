using NATS.Client.Core;

namespace LoadProbe.Link.Tests;

/// <summary>What a link over NATS does when its server is killed, held, or says no.</summary>
public sealed class NatsFaultTests : IAsyncDisposable
{
    private readonly NatsLink _link = new();

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_loses_and_doubles_nothing_that_must_survive_and_no_lease_waits_for_it()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await OrderAsync(controller, east);
        for (int i = 1; i <= 20; i++) await SayAsync(east, i);

        await _link.Server.KillAsync();
        for (int i = 21; i <= 40; i++) await SayAsync(east, i);
        await Ends.UntilAsync(() => !controller.TrySend("east", Lease(1)), "the controller sees that the connection is lost");
        for (int i = 2; i <= 40; i++) Assert.False(controller.TrySend("east", Lease(i)));
        await _link.Server.StartAsync();

        var snapshots = new List<int>();
        var results = new List<string>();
        await Ends.UntilAsync(() =>
        {
            while (controller.Inbox.TryRead(out FromAgent next))
            {
                if (next is { Receipt: not null, Message: SnapshotTaken taken }) snapshots.Add(taken.Snapshot.Number);
                if (next.Message is ProbeFinished finished) results.Add(finished.Result.Probe);
            }

            return snapshots.Distinct().Count() == 40 && results.Distinct().Count() == 40;
        }, "all are there");

        Assert.Equal(Enumerable.Range(1, 40), snapshots.Order());
        Assert.Equal(40, results.Count);
        await Ends.UntilAsync(() => controller.TrySend("east", Lease(100)), "leases go out again");
        Assert.Equal(100, (await east.Inbox.NextAsync<LeaseRenewed>()).Lease.Sequence);
        Assert.Equal((0L, 0L), (controller.Counts.Dropped, east.Counts.Dropped));
        Assert.True(controller.Counts.Unsent >= 39, $"{controller.Counts}");
        Assert.True(east.Counts.Disconnected >= 1, $"{east.Counts}");
    }

    [Fact]
    public async Task What_came_while_there_was_no_controller_is_delivered_once_to_the_next_one()
    {
        (NatsControllerEnd first, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await SayAsync(east, 1);
        await first.Inbox.NextAsync<ProbeFinished>();
        await _link.CloseAsync(first);
        for (int i = 2; i <= 10; i++) await SayAsync(east, i);

        NatsControllerEnd second = await _link.ControllerAsync();

        var results = new List<string>();
        bool joined = false;
        while (results.Count < 9 || !joined)
        {
            UpMessage message = (await second.Inbox.NextAsync<UpMessage>()).Message;
            joined |= message is AgentJoined;
            if (message is ProbeFinished finished && finished.Result.Probe != "probe1") results.Add(finished.Result.Probe);
        }

        Assert.Equal(Enumerable.Range(2, 9).Select(i => $"probe{i}"), results);
    }

    [Fact]
    public async Task What_is_not_in_safe_hands_comes_again_to_the_next_controller_and_what_is_does_not()
    {
        (NatsControllerEnd first, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await SayAsync(east, 1);
        await SayAsync(east, 2);
        FromAgent stored = await ResultAsync(first), lost = await ResultAsync(first);
        stored.Receipt!.Stored();
        // Answers are told in order: when this one is back, that of before is told.
        await SayAsync(east, 3);
        FromAgent refused = await ResultAsync(first);
        refused.Receipt!.Refused();
        Assert.Equal("probe3", Name(await ResultAsync(first)));
        await _link.CloseAsync(first);

        NatsControllerEnd second = await _link.ControllerAsync();

        Assert.Equal(["probe2", "probe3"], new[] { Name(await ResultAsync(second)), Name(await ResultAsync(second)) }.Order());
        Assert.Equal("probe2", Name(lost));
        await SayAsync(east, 4);
        Assert.Equal("probe4", Name(await ResultAsync(second)));
    }

    [Fact]
    public async Task Both_ends_go_on_when_what_bounded_their_connecting_has_run_out()
    {
        await _link.Server.StartAsync();
        using var patience = new CancellationTokenSource();
        await using NatsControllerEnd controller = await NatsControllerEnd.ConnectAsync(_link.Options, 1, new FewDefinitions(), TimeProvider.System, patience.Token);
        await using NatsAgentEnd east = await NatsAgentEnd.ConnectAsync("east", _link.Options, new FewDefinitions(), TimeProvider.System, patience.Token);

        await patience.CancelAsync();

        await east.SendAsync(new AgentJoined(Messages.Identity("east")), TestContext.Current.CancellationToken);
        await controller.Inbox.NextAsync<AgentJoined>();
        Assert.True(controller.TrySend("east", new ProbesAssigned([FewDefinitions.Probe("a")])));
        await east.Inbox.NextAsync<ProbesAssigned>();
        await SayAsync(east, 1);
        await controller.Inbox.NextAsync<ProbeFinished>();
    }

    [Fact]
    public async Task A_second_of_a_run_is_shown_at_once_and_kept_besides()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await OrderAsync(controller, east);
        await SayAsync(east, 1);

        // They come by two ways, and either may be the first.
        int? shown = null, kept = null;
        while (shown is null || kept is null)
        {
            UpMessage next = (await controller.Inbox.NextAsync<UpMessage>()).Message;
            if (next is SnapshotShown atOnce) shown = atOnce.Snapshot.Number;
            if (next is SnapshotTaken taken) kept = taken.Snapshot.Number;
        }

        Assert.Equal((1, 1), (shown, kept));
    }

    [Fact]
    public async Task What_is_handed_over_and_not_stored_yet_is_not_handed_over_again()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await SayAsync(east, 1);
        FromAgent pending = await ResultAsync(controller);

        // The server asks after it every 5 s.
        await Ends.UntilAsync(() => controller.Counts.Repeated >= 2, "it is sent again");
        pending.Receipt!.Stored();
        await SayAsync(east, 2);

        Assert.Equal("probe2", Name(await ResultAsync(controller)));
    }

    [Fact]
    public async Task A_silent_server_is_noticed_within_seconds_and_by_default_it_is_not()
    {
        (NatsControllerEnd controller, _) = await _link.JoinedAsync("east");
        NatsControllerEnd byDefault = await _link.ControllerAsync(_link.Options with { PingInterval = NatsOpts.Default.PingInterval });
        await byDefault.Inbox.NextAsync<AgentJoined>();
        _link.Server.Hold();
        try
        {
            await Ends.UntilAsync(() => controller.Counts.Disconnected >= 2, "both connections are given up");
            Assert.Equal(0, byDefault.Counts.Disconnected);
        }
        finally
        {
            _link.Server.GoOn();
        }
    }

    [Fact]
    public async Task A_lost_connection_is_tried_again_many_times_a_second_and_by_default_once_in_two()
    {
        await _link.Server.StartAsync();
        await using var line = new Line("line", "_INBOX", _link.Options, new Tally(), TimeProvider.System);
        await using var byDefault = new NatsConnection(NatsOpts.Default with { Url = _link.Server.Url });
        await line.ConnectAsync(TestContext.Current.CancellationToken);
        await byDefault.ConnectAsync();
        int tried = 0, triedByDefault = 0;
        line.Connection.ReconnectFailed += (_, _) => Count(ref tried);
        byDefault.ReconnectFailed += (_, _) => Count(ref triedByDefault);

        await _link.Server.KillAsync();

        await Ends.UntilAsync(() => Volatile.Read(ref tried) >= 15, "fifteen attempts");
        Assert.InRange(Volatile.Read(ref triedByDefault), 0, 5);
        await _link.Server.StartAsync();
        await Ends.UntilAsync(() => line.IsOpen, "it is back by itself");

        static ValueTask Count(ref int counter)
        {
            Interlocked.Increment(ref counter);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Nothing_is_published_for_later_while_the_server_is_away_and_by_default_it_is()
    {
        await _link.Server.StartAsync();
        var tally = new Tally();
        await using var ours = new Line("ours", "_INBOX", _link.Options, tally, TimeProvider.System);
        await using var byDefault = new NatsConnection(NatsOpts.Default with { Url = _link.Server.Url });
        await using var listener = new Line("listener", "_INBOX", _link.Options, new Tally(), TimeProvider.System);
        await ours.ConnectAsync(TestContext.Current.CancellationToken);
        await byDefault.ConnectAsync();
        await listener.ConnectAsync(TestContext.Current.CancellationToken);
        INatsSub<byte[]> heard = await listener.SubscribeAsync("lp.v1.test", TestContext.Current.CancellationToken);

        await _link.Server.KillAsync();
        await Ends.UntilAsync(() => !ours.IsOpen && byDefault.ConnectionState != NatsConnectionState.Open, "both see that it is away");
        Task late = byDefault.PublishAsync("lp.v1.test", "late"u8.ToArray()).AsTask();
        Assert.False(await ours.TryPublishAsync("lp.v1.test", "ours"u8.ToArray(), TestContext.Current.CancellationToken));
        await _link.Server.StartAsync();

        await late.WaitAsync(Ends.Deadline);
        await Ends.UntilAsync(() => ours.IsOpen, "ours is back");
        await ours.TryPublishAsync("lp.v1.test", "new"u8.ToArray(), TestContext.Current.CancellationToken);
        var said = new HashSet<string>();
        using var deadline = new CancellationTokenSource(Ends.Deadline);
        while (said.Count < 2) said.Add(System.Text.Encoding.UTF8.GetString((await heard.Msgs.ReadAsync(deadline.Token)).Data!));
        Assert.Equal(["late", "new"], said.Order());
        Assert.Equal(1, tally.Counts.Unsent);
    }

    [Fact]
    public async Task Of_leases_that_pile_up_the_newest_are_kept_and_by_default_they_are_lost()
    {
        await _link.Server.StartAsync();
        var tally = new Tally();
        await using var line = new Line("line", "_INBOX", _link.Options with { Pending = 8, PendingLeases = 8 }, tally, TimeProvider.System);
        await line.ConnectAsync(TestContext.Current.CancellationToken);
        INatsSub<byte[]> newest = await line.SubscribeAsync("lp.v1.test", TestContext.Current.CancellationToken, newestOnly: true);
        INatsSub<byte[]> oldest = await line.SubscribeAsync("lp.v1.test", TestContext.Current.CancellationToken);

        for (byte i = 1; i <= 100; i++) await line.TryPublishAsync("lp.v1.test", [i], TestContext.Current.CancellationToken);
        await Ends.UntilAsync(() => tally.Counts.Dropped == 2 * 92, "all have come, and what found no room was counted");

        Assert.Equal(Enumerable.Range(93, 8), Read(newest));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 100], Read(oldest));

        static List<int> Read(INatsSub<byte[]> heard)
        {
            var read = new List<int>();
            while (heard.Msgs.TryRead(out NatsMsg<byte[]> message)) read.Add(message.Data![0]);
            return read;
        }
    }

    [Fact]
    public async Task A_refusal_of_the_server_is_counted_and_told()
    {
        _link.Server.Settings = "authorization { users = [ { user: east, password: p, permissions: { publish: \"lp.v1.hb.east\", subscribe: \"lp.v1.cmd.east\" } } ] }";
        NatsLinkOptions options = _link.Options with { Server = $"nats://east:p@127.0.0.1:{_link.Server.Port}" };
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();

        NatsAgentEnd east = await _link.ConnectAsync("east", options);
        east.Told += told.Enqueue;
        east.TrySend(new ProbeSkipped("quotes", "broker", "busy"));

        await Ends.UntilAsync(() => told.Any(t => t.Contains("Permissions Violation for Publish to \"lp.v1.skip.east\"", StringComparison.OrdinalIgnoreCase)), "the refusal is told");
        Assert.True(east.Counts.Refused >= 1);
    }

    [Fact]
    public async Task An_agent_that_falls_silent_has_left()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");

        await _link.CloseAsync(east);

        Assert.Equal("east", (await controller.Inbox.NextAsync<AgentLeft>()).Agent);
        Assert.False(controller.TrySend("east", new ProbesAssigned([])));
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static LeaseRenewed Lease(int sequence) => new(Messages.Lease("r1", sequence));

    private static async Task OrderAsync(NatsControllerEnd controller, NatsAgentEnd agent)
    {
        Assert.True(controller.TrySend("east", new RunOrdered("r1", FewDefinitions.Scenario("peak"), Segment.Whole)));
        await agent.Inbox.NextAsync<RunOrdered>();
        await agent.SendAsync(new RunReady("r1", null), TestContext.Current.CancellationToken);
        Assert.Null((await controller.Inbox.NextAsync<RunReady>()).Message.Fault);
    }

    private static async Task SayAsync(NatsAgentEnd agent, int number)
    {
        await agent.SendAsync(new SnapshotTaken("r1", Messages.Snapshot("east", number)), TestContext.Current.CancellationToken);
        Assert.True(agent.TrySend(new ProbeFinished(Messages.Result("east", $"probe{number}"))));
    }

    private static string Name(FromAgent from) => ((ProbeFinished)from.Message).Result.Probe;

    private static async Task<FromAgent> ResultAsync(NatsControllerEnd controller)
    {
        using var late = new CancellationTokenSource(Ends.Deadline);
        while (true)
        {
            if (await controller.Inbox.ReadAsync(late.Token) is { Message: ProbeFinished } result) return result;
        }
    }
}
