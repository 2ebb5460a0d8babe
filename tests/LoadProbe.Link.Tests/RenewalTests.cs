using System.Collections.Concurrent;

namespace LoadProbe.Link.Tests;

/// <summary>Credentials that live for seconds: renewed in time, and what follows when they are not.</summary>
public sealed class RenewalTests : IAsyncLifetime
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(6);

    private readonly ListedRoster _roster = new() { Invited = { ["i1"] = "east" } };
    private readonly ConcurrentQueue<(DateTimeOffset At, Credentials Credentials)> _kept = new();
    private KeyedLink _link = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _link = await KeyedLink.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_link is not null) await _link.DisposeAsync();
    }

    [Fact]
    public async Task They_are_renewed_before_they_expire_and_the_connection_that_lapses_comes_back_with_the_new_ones()
    {
        await _link.AdmitAsync(_roster, Life);
        NatsControllerEnd controller = await _link.ControllerAsync();
        (Access access, NatsAgentEnd east) = await JoinAsync();
        DateTimeOffset lapses = access.Credentials.Expires!.Value;

        await Ends.UntilAsync(() => _kept.Count >= 3, "they are renewed");
        (DateTimeOffset At, Credentials Credentials)[] kept = [.. _kept];
        Assert.All(kept.Zip(kept.Skip(1)), pair => Assert.True(pair.Second.At < pair.First.Credentials.Expires, $"renewed at {pair.Second.At:O}, and the ones before ended at {pair.First.Credentials.Expires:O}"));

        await Ends.UntilAsync(() => _link.Told.Any(t => t.Contains("User Authentication Expired", StringComparison.OrdinalIgnoreCase)), "the connection lapses");
        await Ends.UntilAsync(() => KeyedLink.Now > lapses.AddSeconds(1), "the first ones are over");
        await east.SendAsync(new ProbeFinished(Messages.Result("east", "later")), Token);
        Assert.Equal("later", (await controller.Inbox.NextAsync<ProbeFinished>()).Message.Result.Probe);
        Assert.True(east.Counts.Disconnected > 0);
    }

    [Fact]
    public async Task Of_an_agent_that_was_removed_they_are_not_renewed_and_when_they_end_the_server_refuses_it_and_both_are_said()
    {
        await _link.AdmitAsync(_roster, Life);
        (Access access, NatsAgentEnd east) = await JoinAsync();
        await Ends.UntilAsync(() => !_kept.IsEmpty, "they are renewed at the start");
        _roster.Keys.Clear();

        await Ends.UntilAsync(() => Said("the credentials are not renewed: east was removed"), "the reason is said");
        await Ends.UntilAsync(() => Said($"the credentials of east ended at {access.Credentials.Expires:u}: it needs a new invitation"), "their end is said");
        await Ends.UntilAsync(() => Said("Authorization Violation"), "the server refuses it");
        // Nothing of it is an exception at the agent: what it has found waits.
        Assert.True(east.TrySend(new ProbeFinished(Messages.Result("east", "meanwhile"))));
    }

    [Fact]
    public async Task Another_who_shows_an_agents_old_credentials_gets_none_that_it_could_use()
    {
        await _link.AdmitAsync(_roster, Life);
        (Access old, _) = await JoinAsync();
        await Ends.UntilAsync(() => !_kept.IsEmpty, "they are renewed at the start");
        _roster.Invited["i2"] = "east";
        (Credentials? mine, _) = await Joining.AskAsync(_link.Token("i2", "east"), _link.Authority, _link.Url, TimeProvider.System, Token);
        Assert.NotNull(mine);

        // It joined once more, with another key: what the old one is given is for that key.
        await Ends.UntilAsync(() => _kept.Any(k => Subject(k.Credentials) == Subject(mine)), "it asks again");
        await Ends.UntilAsync(() => Said("Authorization Violation"), "the server refuses it");
        Assert.Equal(Subject(mine), Subject(old.Credentials));
    }

    [Fact]
    public async Task Expired_ones_are_refused_by_the_server_and_the_reason_is_said()
    {
        Credentials expired = _link.Agent("east", KeyedLink.Now.AddHours(-2), TimeSpan.FromHours(1));
        using var stop = new CancellationTokenSource();

        Task<NatsAgentEnd> connecting = _link.ConnectAsync("east", new Access(_link.Authority, expired), stop.Token);

        await Ends.UntilAsync(() => Said("the credentials of east ended at") && Said("Authorization Violation"), "both are said");
        Assert.False(connecting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    private bool Said(string what) => _link.Told.Any(t => t.Contains(what, StringComparison.OrdinalIgnoreCase));

    private async Task<(Access Access, NatsAgentEnd End)> JoinAsync()
    {
        (Credentials? credentials, string? refused) = await Joining.AskAsync(_link.Token("i1", "east"), _link.Authority, _link.Url, TimeProvider.System, Token);
        Assert.Null(refused);
        var access = new Access(_link.Authority, credentials!, c => _kept.Enqueue((KeyedLink.Now, c)));
        return (access, await _link.ConnectAsync("east", access));
    }

    private static string Subject(Credentials credentials) => NatsJwt.Read(credentials.Jwt)!.Value.GetProperty("sub").GetString()!;
}
