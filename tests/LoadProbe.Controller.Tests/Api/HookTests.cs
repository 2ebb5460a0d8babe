using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace LoadProbe.Controller.Tests;

/// <summary>Another program ends the load by a call, whatever it says beside it.</summary>
public sealed class HookTests
{
    private const string Alerts = """
        {"version":"4","status":"firing","receiver":"load","groupLabels":{"alertname":"OrdersFail"},"commonLabels":{"alertname":"OrdersFail","severity":"page"},
         "commonAnnotations":{},"externalURL":"http://alerts.example.com","alerts":[{"status":"firing","labels":{"alertname":"OrdersFail"},"startsAt":"2026-03-01T09:30:00Z"}]}
        """;

    [Theory]
    [InlineData(Alerts, ": alert OrdersFail")]
    [InlineData("""{"reason":"the risk desk\nsays so"}""", ": the risk desksays so")]
    [InlineData("""{"title":"[FIRING:1] orders","status":"firing"}""", ": [FIRING:1] orders")]
    [InlineData("""{"commonLabels":[],"reason":5}""", "")]
    [InlineData("stop it", "")]
    [InlineData("", "")]
    public async Task A_call_stops_the_run_whatever_its_body_is_and_says_why_where_it_can_be_read(string body, string why)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        ScriptedAgent agent = await server.PressingAsync(await server.KeyAsync(Scope.Run));

        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(server, body));
        await agent.LeaseAsync(LeasePhase.Stop).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        await agent.SecondAsync(last: true, stopped: StopCause.Ordered);
        JsonElement stopped = (await EndedAsync(server)).GetProperty("stopped");
        Assert.Matches($@"^stopped by alerts \(.+\){System.Text.RegularExpressions.Regex.Escape(why)}$", stopped.GetProperty("reason").GetString());
        Assert.Equal("person", stopped.GetProperty("by").GetString());
    }

    [Fact]
    public async Task An_alert_that_is_over_stops_nothing()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        ScriptedAgent agent = await server.PressingAsync(await server.KeyAsync(Scope.Run));

        Assert.Equal(HttpStatusCode.OK, await CallAsync(server, Alerts.Replace("\"status\":\"firing\",\"receiver\"", "\"status\":\"resolved\",\"receiver\"", StringComparison.Ordinal)));
        Assert.False(agent.LeaseAsync(LeasePhase.Stop).IsCompleted);
        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(server, Alerts));
    }

    [Fact]
    public async Task A_call_while_nothing_is_pressed_is_well()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await CallAsync(server, Alerts));
    }

    [Fact]
    public async Task A_body_of_any_length_stops_it()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.PressingAsync(await server.KeyAsync(Scope.Run));
        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(server, new string('x', 200_000)));
    }

    private static async Task<JsonElement> EndedAsync(ApiServer server)
    {
        string key = await server.KeyAsync(Scope.Read);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            JsonElement run = (await server.JsonAsync(HttpMethod.Get, "/api/runs", key))[0];
            if (run.TryGetProperty("verdict", out JsonElement verdict) && verdict.ValueKind == JsonValueKind.String) return await server.JsonAsync(HttpMethod.Get, $"/api/runs/{run.GetProperty("id").GetString()}", key);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
        }
    }

    private static async Task<HttpStatusCode> CallAsync(ApiServer server, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/stop") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await server.KeyAsync(Scope.Read, "alerts"));
        using HttpResponseMessage answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
