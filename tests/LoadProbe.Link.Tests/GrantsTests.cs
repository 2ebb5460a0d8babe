using System.Collections.Concurrent;
using NATS.Client.Core;

namespace LoadProbe.Link.Tests;

/// <summary>What the server lets each of them say and hear, by the server's own word.</summary>
public sealed class GrantsTests : IAsyncLifetime
{
    private KeyedLink _link = null!;

    public async ValueTask InitializeAsync() => _link = await KeyedLink.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_link is not null) await _link.DisposeAsync();
    }

    [Theory]
    [InlineData("lp.v1.hb.west")]
    [InlineData("lp.v1.skip.west")]
    [InlineData("lp.v1.res.west")]
    [InlineData("lp.v1.att.west")]
    [InlineData("lp.v1.snap.r1.west")]
    [InlineData("lp.v1.live.r1.west")]
    [InlineData("lp.v1.run.r1.ack.west")]
    [InlineData("lp.v1.run.r1.lease.west")]
    [InlineData("lp.v1.run.r1.lease.east")]
    [InlineData("lp.v1.cmd.west")]
    [InlineData("lp.v1.cmd.east")]
    [InlineData("lp.v1.renew.west")]
    [InlineData("lp.v1.join.i2")]
    [InlineData("_INBOX.west.1")]
    [InlineData("_CONTROLLER.1")]
    [InlineData("$JS.API.STREAM.PURGE.LP_RES")]
    public async Task An_agent_cannot_speak_for_another_nor_as_the_controller(string subject) =>
        await RefusesToSayAsync(_link.Agent("east"), subject, allowed: "lp.v1.hb.east");

    [Theory]
    [InlineData(">")]
    [InlineData("lp.v1.cmd.west")]
    [InlineData("lp.v1.cmd.*")]
    [InlineData("lp.v1.run.*.lease.west")]
    [InlineData("lp.v1.run.*.lease.*")]
    [InlineData("lp.v1.res.east")]
    [InlineData("lp.v1.att.east")]
    [InlineData("lp.v1.live.*.*")]
    [InlineData("lp.v1.ctl.clock")]
    [InlineData("lp.v1.renew.*")]
    [InlineData("_INBOX.>")]
    [InlineData("_INBOX.west.>")]
    [InlineData("_CONTROLLER.>")]
    public async Task An_agent_cannot_hear_what_is_anothers(string subject) =>
        await RefusesToHearAsync(_link.Agent("east"), subject);

    [Theory]
    [InlineData("lp.v1.join.i2")]
    [InlineData("lp.v1.hb.east")]
    [InlineData("lp.v1.ctl.clock")]
    [InlineData("lp.v1.renew.east")]
    [InlineData("lp.v1.res.east")]
    [InlineData("lp.v1.att.east")]
    [InlineData("$JS.API.INFO")]
    public async Task Whoever_is_invited_can_say_nothing_but_the_one_question(string subject) =>
        await RefusesToSayAsync(_link.Token("i1", "east").Bootstrap, subject, allowed: "lp.v1.join.i1");

    [Theory]
    [InlineData("lp.v1.>")]
    [InlineData("lp.v1.cmd.east")]
    [InlineData("_INBOX.>")]
    [InlineData("_JOIN.i2.>")]
    [InlineData("_JOIN.>")]
    public async Task Whoever_is_invited_can_hear_nothing_but_the_one_answer(string subject) =>
        await RefusesToHearAsync(_link.Token("i1", "east").Bootstrap, subject);

    [Fact]
    public async Task Controller_and_agent_do_all_their_work_and_nothing_of_it_is_refused()
    {
        NatsControllerEnd controller = await _link.ControllerAsync();
        NatsAgentEnd east = await _link.ConnectAsync("east", new Access(_link.Authority, _link.Agent("east")));
        await east.SendAsync(new AgentJoined(Messages.Identity("east")), TestContext.Current.CancellationToken);
        await controller.Inbox.NextAsync<AgentJoined>();
        Assert.True(controller.TrySend("east", new ProbesAssigned([FewDefinitions.Probe("a")])));
        await east.Inbox.NextAsync<ProbesAssigned>();
        Assert.True(east.TrySend(new ProbeSkipped("a", "broker", "busy")));
        await controller.Inbox.NextAsync<ProbeSkipped>();
        Assert.True(east.TrySend(new ProbeFinished(Messages.Result("east", "a"))));
        await controller.Inbox.NextAsync<ProbeFinished>();
        Assert.True(east.TrySend(Messages.Part("east")));
        await controller.Inbox.NextAsync<AttachmentPart>();
        Assert.True(controller.TrySend("east", new RunOrdered("r1", FewDefinitions.Scenario("peak"), Segment.Whole)));
        await east.Inbox.NextAsync<RunOrdered>();
        await east.SendAsync(new RunReady("r1", null), TestContext.Current.CancellationToken);
        Assert.Null((await controller.Inbox.NextAsync<RunReady>()).Message.Fault);
        Assert.True(controller.TrySend("east", new LeaseRenewed(Messages.Lease("r1", 1))));
        await east.Inbox.NextAsync<LeaseRenewed>();
        Assert.True(east.TrySend(new SnapshotTaken("r1", Messages.Snapshot("east", 1))));
        await controller.Inbox.NextAsync<SnapshotTaken>();

        Assert.Equal((0, 0), (controller.Counts.Refused, east.Counts.Refused));
        Assert.DoesNotContain(_link.Told, t => t.Contains("Violation", StringComparison.Ordinal));
    }

    [Fact]
    public void A_controller_whose_credentials_are_of_an_earlier_version_is_allowed_all_that_this_one_needs()
    {
        string file = Path.Combine(_link.Folder, LinkFolder.ControllerCredentials);
        File.WriteAllText(file, _link.User("controller", new Grants(["lp.v1.cmd.*"], ["lp.v1.hb.*"])).Text());

        Assert.Contains("LP_ATT", Decoded(LinkKeys.Open(_link.Folder, out _)!.Access.Credentials));
        Assert.DoesNotContain("LP_ATT", Decoded(Credentials.Parse(File.ReadAllText(file))!));

        static string Decoded(Credentials credentials) => $"{NatsJwt.Read(credentials.Jwt)}";
    }

    [Fact]
    public async Task The_controller_answers_nobody_but_who_has_asked()
    {
        await _link.ControllerAsync();
        await _link.AdmitAsync(new ListedRoster { Keys = { ["east"] = "any" } });
        NatsConnection watcher = await _link.WatcherAsync();
        await using INatsSub<byte[]> all = await watcher.SubscribeCoreAsync<byte[]>("lp.v1.cmd.>");
        await watcher.PingAsync();
        (NatsConnection east, _) = await _link.ClientAsync(_link.Agent("east"), "_INBOX.east");

        // Told to answer where only the controller may speak.
        await east.PublishAsync("lp.v1.ctl.clock", Array.Empty<byte>(), replyTo: "lp.v1.cmd.west");
        await east.PublishAsync("lp.v1.renew.east", Array.Empty<byte>(), replyTo: "lp.v1.cmd.west");
        // Each kind is answered in order: by then both would have been.
        await east.RequestAsync<byte[], byte[]>("lp.v1.ctl.clock", []);
        await east.RequestAsync<byte[], byte[]>("lp.v1.renew.east", []);
        await watcher.PingAsync();

        Assert.False(all.Msgs.TryRead(out _));
    }

    private async Task RefusesToSayAsync(Credentials who, string subject, string allowed)
    {
        NatsConnection watcher = await _link.WatcherAsync();
        await using INatsSub<byte[]> all = await watcher.SubscribeCoreAsync<byte[]>(">");
        await watcher.PingAsync();
        (NatsConnection client, ConcurrentQueue<string> complaints) = await _link.ClientAsync(who);

        await client.PublishAsync(subject, "forged"u8.ToArray());
        await client.PublishAsync(allowed, "own"u8.ToArray());

        using var late = new CancellationTokenSource(Ends.Deadline);
        NatsMsg<byte[]> heard = await all.Msgs.ReadAsync(late.Token);
        while (heard.Subject.StartsWith('$') || heard.Subject.StartsWith("_INBOX.client", StringComparison.Ordinal)) heard = await all.Msgs.ReadAsync(late.Token);
        Assert.Equal(allowed, heard.Subject);
        await Ends.UntilAsync(() => complaints.Any(c => c.Contains($"Permissions Violation for Publish to \"{subject}\"", StringComparison.OrdinalIgnoreCase)), $"the server refuses; it said {string.Join(", ", complaints)}");
    }

    private async Task RefusesToHearAsync(Credentials who, string subject)
    {
        NatsConnection watcher = await _link.WatcherAsync();
        (NatsConnection client, ConcurrentQueue<string> complaints) = await _link.ClientAsync(who);

        await using INatsSub<byte[]> heard = await client.SubscribeCoreAsync<byte[]>(subject);
        await Ends.UntilAsync(() => complaints.Any(c => c.Contains($"Permissions Violation for Subscription to \"{subject}\"", StringComparison.OrdinalIgnoreCase)), $"the server refuses; it said {string.Join(", ", complaints)}");
        await watcher.PublishAsync(subject.Replace("*", "r1", StringComparison.Ordinal).Replace(">", "x", StringComparison.Ordinal), "secret"u8.ToArray());
        await watcher.PingAsync();
        await client.PingAsync();

        Assert.False(heard.Msgs.TryRead(out _));
    }
}
