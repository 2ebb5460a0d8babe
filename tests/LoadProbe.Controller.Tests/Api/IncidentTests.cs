using System.Net;
using System.Text.Json;
using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>From what agents say to what the board and the API tell of it.</summary>
public sealed class IncidentTests : IAsyncLifetime
{
    private readonly ImaginedClock _time = new(Judged.Begin);
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(new AccessOptions(), time: _time);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_agents_say_is_the_state_of_the_board_and_an_incident_that_can_be_asked_for()
    {
        _server.Controller.Apply([Judged.Probe()]);
        ScriptedAgent agent = await _server.JoinAsync("telecom-1");
        await ToldAsync(agent, Outcome.ConnectRefused);
        await LookedAsync(ProbeState.Down);
        _time.Advance(TimeSpan.FromSeconds(1));

        JsonElement probe = (await GetAsync("/api/probes"))[0];
        Assert.Equal("down", probe.GetProperty("state").GetString());
        Assert.Equal(0, probe.GetProperty("availability").GetProperty("run").GetDouble());
        string id = probe.GetProperty("incident").GetProperty("id").GetString()!;
        Assert.Equal("connect_refused", probe.GetProperty("incident").GetProperty("cause").GetString());

        JsonElement open = Assert.Single((await GetAsync("/api/incidents?probe=login")).EnumerateArray());
        Assert.Equal((id, JsonValueKind.Null, "open", "telecom-1"), (open.GetProperty("id").GetString(), open.GetProperty("closed").ValueKind, open.GetProperty("step").GetString(), open.GetProperty("first").GetProperty("agent").GetString()));
        Assert.Equal(0, (await GetAsync("/api/incidents?probe=quotes")).GetArrayLength());

        await ToldAsync(agent, Outcome.Ok);
        await LookedAsync(ProbeState.Up);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await GetAsync("/api/probes"))[0].TryGetProperty("incident", out _));
        Assert.Equal(JsonValueKind.String, (await GetAsync($"/api/incidents/{id}")).GetProperty("closed").ValueKind);
    }

    [Fact]
    public async Task There_are_as_many_as_are_asked_for_and_what_is_not_there_is_404()
    {
        var evidence = new Evidence(Guid.NewGuid(), "a", Judged.Begin, Outcome.DnsFailed, null, null);
        Incident[] all = [.. Enumerable.Range(1, 3).Select(i => new Incident { Id = Guid.NewGuid(), Probe = $"p{i}", Target = "shop", Opened = Judged.Begin, Cause = Outcome.DnsFailed, First = evidence, Last = evidence, Agents = ["a"] })];
        await _server.Controller.Store.Incidents.SaveAsync(all, TestContext.Current.CancellationToken);

        Assert.Equal(3, (await GetAsync("/api/incidents")).GetArrayLength());
        Assert.Equal(2, (await GetAsync("/api/incidents?count=2")).GetArrayLength());
        Assert.Equal(1, (await GetAsync("/api/incidents?count=-5")).GetArrayLength());
        using HttpResponseMessage missing = await _server.SendAsync(HttpMethod.Get, $"/api/incidents/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private Task<JsonElement> GetAsync(string path) => _server.JsonAsync(HttpMethod.Get, path);

    // Heard, and not looked at yet.
    private async Task ToldAsync(ScriptedAgent agent, Outcome outcome)
    {
        ProbeResult result = Judged.Run("telecom-1", _time.GetUtcNow(), outcome);
        await agent.SayAsync(new ProbeFinished(result));
        await UntilAsync(() => _server.Controller.Board.Entries.Any(e => e.Newest.Id == result.Id));
    }

    private Task LookedAsync(ProbeState state) => UntilAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return _server.Controller.Standing("login")?.Judgement.State == state;
    });

    private static async Task UntilAsync(Func<bool> done)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!done()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
    }
}
