using System.Net;
using System.Text.Json;

namespace LoadProbe.Controller.Tests;

public sealed class AgentRouteTests
{
    [Fact]
    public async Task Agents_are_listed_with_where_they_are_and_what_they_can()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        string key = await server.KeyAsync(Scope.Read);
        await server.JoinAsync("west");
        JsonElement agent = Assert.Single((await server.JsonAsync(HttpMethod.Get, "/api/agents", key)).EnumerateArray());
        Assert.Equal("""{"name":"west","labels":{"city":"Shanghai"},"abilities":["icmp"],"version":null,"seen":null,"clock_offset_seconds":null,"clock_uncertainty_seconds":null}""", $"{agent}");
        Assert.Equal($"{agent}", $"{await server.JsonAsync(HttpMethod.Get, "/api/agents/west", key)}");
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync(HttpMethod.Get, "/api/agents/east", key)).StatusCode);
    }
}
