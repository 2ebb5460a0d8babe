using System.Security.Cryptography;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace LoadProbe.Link.Tests;

/// <summary>What was seen in failed runs, on its way from an agent to the controller.</summary>
public sealed class AttachmentTests : IAsyncDisposable
{
    private readonly NatsLink _link = new();

    public static TheoryData<string, AttachmentPart> Unsound => new()
    {
        { "a name that is a way", Messages.Part("east", name: "../picture.png") },
        { "a name without an end", Messages.Part("east", name: new string('a', 65)) },
        { "a page", Messages.Part("east") with { MediaType = "text/html" } },
        { "nothing", Messages.Part("east") with { Bytes = [] } },
        { "too much", Messages.Part("east") with { Bytes = new byte[AttachmentPart.MostBytes + 1] } },
        { "a part that there is not", Messages.Part("east", number: 2, count: 2) },
        { "more parts than one can have", Messages.Part("east", count: AttachmentPart.MostParts + 1) },
        { "a probe that no database takes", Messages.Part("east") with { Probe = "a\0b" } },
    };

    [Fact]
    public async Task A_file_of_a_megabyte_arrives_byte_for_byte_in_parts_that_any_server_takes()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        byte[] packets = RandomNumberGenerator.GetBytes(Attachment.MostBytes);
        var attachment = new Attachment(Guid.NewGuid(), "quotes", "east", DateTimeOffset.UnixEpoch.AddDays(20_000), null, "packets.pcapng", AttachmentKinds.Packets, packets);

        Assert.True(AttachmentPart.Of(attachment).All(east.TrySend));
        var arrived = new List<AttachmentPart>();
        while (arrived.Count < AttachmentPart.MostParts) arrived.Add((await controller.Inbox.NextAsync<AttachmentPart>()).Message);

        Assert.Equal(packets, arrived.SelectMany(p => p.Bytes));
        Assert.All(arrived, p => Assert.Equal((attachment.Result, "quotes", "east", attachment.At, null, "packets.pcapng", AttachmentPart.MostParts), (p.Result, p.Probe, p.Agent, p.At, p.Step, p.Name, p.Count)));
        Assert.All(arrived, p => Assert.InRange(Wire.Write(p).Length, 1, 256 << 10));
        Assert.Equal((0, 0), (east.Counts.Dropped, controller.Counts.Unreadable));
    }

    [Fact]
    public async Task What_is_handed_over_while_there_is_no_server_is_sent_when_there_is_one()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await _link.Server.KillAsync();
        await Ends.UntilAsync(() => !east.IsOpen, "the server is gone");
        Assert.True(east.TrySend(Messages.Part("east")));
        Assert.Equal(1, await WaitingAsync(east, 1));
        await _link.Server.StartAsync();

        Assert.Equal("1-picture.png", (await controller.Inbox.NextAsync<AttachmentPart>()).Message.Name);
        Assert.Equal(0, await WaitingAsync(east, 0));
    }

    [Fact]
    public async Task A_controller_of_before_never_hears_of_them_results_go_on_and_what_waits_is_bounded()
    {
        // Nobody has asked the server to keep any, as with a controller that does not know of them.
        NatsAgentEnd east = await _link.ConnectAsync("east", _link.Options with { KeptAttachmentBytes = 1 << 20 });
        AttachmentPart large = Messages.Part("east") with { Bytes = new byte[AttachmentPart.MostBytes] };
        int taken = 0;
        for (int i = 0; i < 100; i++) taken += east.TrySend(large with { Name = $"{i}.png" }) ? 1 : 0;

        Assert.InRange(taken, 1, 40);
        Assert.Equal(100 - taken, east.Counts.Dropped);
        await Ends.UntilAsync(() => east.WaitingAttachments.Bytes > 0, "some wait");
        Assert.InRange(east.WaitingAttachments.Bytes, 1, 2 << 20);
        NatsControllerEnd controller = await _link.ControllerAsync();
        await east.SendAsync(new AgentJoined(Messages.Identity("east")), TestContext.Current.CancellationToken);
        await controller.Inbox.NextAsync<AgentJoined>();
        Assert.True(east.TrySend(new ProbeFinished(Messages.Result("east", "own"))));
        Assert.Equal("own", (await controller.Inbox.NextAsync<ProbeFinished>()).Message.Result.Probe);
    }

    [Fact]
    public void An_old_controller_that_is_told_one_all_the_same_does_not_know_the_kind_and_counts_it() =>
        Assert.Null(Wire.ReadUp("{\"kind\":\"attachment_of_tomorrow\",\"name\":\"x\"}"u8));

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public async Task What_cannot_be_one_is_counted_and_passed_over(string what, AttachmentPart part)
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await PublishAsync("lp.v1.att.east", Wire.Write(part));
        await Ends.UntilAsync(() => controller.Counts.Unreadable == 1, $"{what} is counted");

        Assert.True(east.TrySend(Messages.Part("east", name: "own.png")));
        Assert.Equal("own.png", (await controller.Inbox.NextAsync<AttachmentPart>()).Message.Name);
    }

    [Fact]
    public async Task What_is_said_in_anothers_name_is_refused()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await PublishAsync("lp.v1.att.west", Wire.Write(Messages.Part("east", name: "forged.png")));
        await Ends.UntilAsync(() => controller.Counts.Unreadable == 1, "it is counted");

        Assert.True(east.TrySend(Messages.Part("east", name: "own.png")));
        Assert.Equal("own.png", (await controller.Inbox.NextAsync<AttachmentPart>()).Message.Name);
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static async Task<int> WaitingAsync(NatsAgentEnd end, int count)
    {
        await Ends.UntilAsync(() => end.WaitingAttachments.Count == count, $"{count} wait");
        return end.WaitingAttachments.Count;
    }

    private async Task PublishAsync(string subject, byte[] bytes)
    {
        await using var stranger = new NatsConnection(NatsOpts.Default with { Url = _link.Server.Url });
        var store = new NatsJSContext(stranger);
        // The server takes it once the controller has made the stream for it.
        NatsJSPubOpts once = new() { MsgId = Guid.NewGuid().ToString("n") };
        while (await store.TryPublishAsync(subject, bytes, opts: once, cancellationToken: TestContext.Current.CancellationToken) is not { Success: true, Value.Error: null }) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
