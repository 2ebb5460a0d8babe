using System.Net;
using System.Text.Json;
using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>The safety lever: all load stops, and none starts until a person says so.</summary>
public sealed class LeverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-lever-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pulled_it_stops_the_run_under_way_and_refuses_others_until_it_is_released()
    {
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        string reader = await server.KeyAsync(Scope.Read, "onlooker"), runner = await server.KeyAsync(Scope.Run);
        ScriptedAgent agent = await server.PressingAsync(runner);

        JsonElement pulled = await server.JsonAsync(HttpMethod.Put, "/api/lever", reader, new { reason = "customers complain: \"slow\"" });
        Assert.True(pulled.GetProperty("pulled").GetBoolean());
        await agent.LeaseAsync(LeasePhase.Stop).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);

        using HttpResponseMessage refused = await server.SendAsync(HttpMethod.Post, "/api/runs", runner, new { scenario = "press" });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        string body = await refused.Content.ReadAsStringAsync();
        Assert.Matches("the safety lever is pulled, by onlooker .*: customers complain: \\\\\"slow\\\\\"", body);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Delete, "/api/lever", reader)).StatusCode);

        Assert.False((await server.JsonAsync(HttpMethod.Delete, "/api/lever", runner)).GetProperty("pulled").GetBoolean());
        Assert.DoesNotContain("lever", await server.Controller.StartedAsync("press") ?? "");
    }

    [Fact]
    public async Task It_stays_pulled_over_a_restart()
    {
        await using (ApiServer before = await ApiServer.StartAsync(folder: _folder)) await before.JsonAsync(HttpMethod.Put, "/api/lever", await before.KeyAsync(Scope.Read), new { reason = "night" });
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        server.Controller.Scenarios = [ApiServer.Scenario()];
        await server.JoinAsync();
        string body = await (await server.SendAsync(HttpMethod.Post, "/api/runs", await server.KeyAsync(Scope.Run), new { scenario = "press" })).Content.ReadAsStringAsync();
        Assert.Contains("the safety lever is pulled", body);
        Assert.Equal("night", (await server.JsonAsync(HttpMethod.Get, "/api/lever", await server.KeyAsync(Scope.Read))).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Pulled_at_one_controller_it_stops_the_run_of_another_on_the_same_store()
    {
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        await using ApiServer other = await ApiServer.StartAsync(folder: _folder);
        ScriptedAgent agent = await server.PressingAsync(await server.KeyAsync(Scope.Run));
        await other.JsonAsync(HttpMethod.Put, "/api/lever", await other.KeyAsync(Scope.Read), new { reason = "there" });
        await agent.LeaseAsync(LeasePhase.Stop).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        Assert.Contains("there", await server.Controller.StartedAsync("press"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("two\nlines")]
    public async Task Rejects_to_be_pulled_without_a_reason(string? reason)
    {
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.SendAsync(HttpMethod.Put, "/api/lever", await server.KeyAsync(Scope.Read), new { reason })).StatusCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
