using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Link.Tests;

/// <summary>How a link fares, as its controller's end says.</summary>
public sealed class LinkStateTests : IAsyncDisposable
{
    private readonly NatsLink _link = new();

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    [Fact]
    public async Task An_agents_last_sign_of_life_says_its_clock_and_what_it_counted_until_the_agent_has_left()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(1));
        NatsControllerEnd controller = await _link.ControllerAsync(time: time);
        NatsAgentEnd east = await _link.ConnectAsync("east");
        await east.SendAsync(new AgentJoined(Messages.Identity("east")), TestContext.Current.CancellationToken);

        await Ends.UntilAsync(() => controller.State.Signs is [{ ClockOffset: not null }], "it said what its clock lacks");
        AgentSign sign = Assert.Single(controller.State.Signs);
        Assert.Equal(("east", time.GetUtcNow()), (sign.Agent, sign.Seen));
        Assert.InRange(sign.ClockOffset!.Value, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
        Assert.InRange(sign.ClockUncertainty!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(3));

        await _link.CloseAsync(east);
        await Ends.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return controller.State.Signs.Count == 0;
        }, "it has left");
    }

    [Fact]
    public async Task What_was_handed_over_is_pending_until_it_is_in_safe_hands_or_refused()
    {
        (NatsControllerEnd controller, NatsAgentEnd east) = await _link.JoinedAsync("east");
        await east.SendAsync(new ProbeFinished(Messages.Result("east", "probe1")), TestContext.Current.CancellationToken);
        FromAgent first = await ResultAsync(controller);
        Assert.Equal(1, controller.State.Pending);

        first.Receipt!.Refused();
        Assert.Equal(0, controller.State.Pending);
        FromAgent again = await ResultAsync(controller);
        Assert.Equal(1, controller.State.Pending);

        again.Receipt!.Stored();
        Assert.Equal(0, controller.State.Pending);
    }

    [Fact]
    public async Task A_link_whose_server_is_gone_is_not_open_and_is_open_again_when_that_is_back()
    {
        NatsControllerEnd controller = await _link.ControllerAsync();
        Assert.True(controller.State.IsOpen);

        await _link.Server.KillAsync();
        await Ends.UntilAsync(() => controller.State is { IsOpen: false, Counts.Disconnected: >= 1 }, "it is lost, and counted");

        await _link.Server.StartAsync();
        await Ends.UntilAsync(() => controller.State.IsOpen, "it is back");
    }

    [Fact]
    public async Task An_agent_knows_what_waits_until_the_server_has_it()
    {
        (_, NatsAgentEnd east) = await _link.JoinedAsync("east");
        Assert.True(east.IsOpen);
        await _link.Server.KillAsync();
        await Ends.UntilAsync(() => !east.IsOpen, "the server is gone");
        await east.SendAsync(new ProbeFinished(Messages.Result("east", "probe1")), TestContext.Current.CancellationToken);
        await Ends.UntilAsync(() => east.WaitingResults is { Count: 1, Bytes: > 100 }, "it waits");
        Assert.Equal((0, 0L), east.WaitingSnapshots);

        await _link.Server.StartAsync();
        await Ends.UntilAsync(() => east.IsOpen && east.WaitingResults is { Count: 0 }, "it is delivered");
    }

    private static async Task<FromAgent> ResultAsync(NatsControllerEnd controller)
    {
        using var late = new CancellationTokenSource(Ends.Deadline);
        while (true)
        {
            if (await controller.Inbox.ReadAsync(late.Token) is { Message: ProbeFinished } found) return found;
        }
    }
}
