using System.Net;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Controller.Tests;

/// <summary>Every route asks for a key, and for the scope that it is worth.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Scope> Expected = new()
    {
        ["GET /"] = Scope.Read,
        ["GET /probes/{name}"] = Scope.Read,
        ["GET /runs"] = Scope.Read,
        ["GET /runs/{id}"] = Scope.Read,
        ["GET /approvals"] = Scope.Read,
        ["GET /audit"] = Scope.Read,
        ["GET /artifacts/{name}"] = Scope.Read,
        ["GET /metrics"] = Scope.Read,
        ["GET /api/openapi.json"] = Scope.Read,
        ["GET /api/leader"] = Scope.Read,
        ["GET /api/probes"] = Scope.Read,
        ["GET /api/probes/{name}/history"] = Scope.Read,
        ["GET /api/probes/{name}/results"] = Scope.Read,
        ["GET /api/probes/{name}/export"] = Scope.Read,
        ["GET /api/results/{id}"] = Scope.Read,
        ["GET /benchmarks/{name}"] = Scope.Read,
        ["GET /api/benchmarks"] = Scope.Read,
        ["GET /api/benchmarks/{name}"] = Scope.Read,
        ["GET /api/incidents"] = Scope.Read,
        ["GET /api/incidents/{id}"] = Scope.Read,
        ["GET /api/incidents/{id}/evidence/{name}"] = Scope.Read,
        ["GET /incidents/{id}"] = Scope.Read,
        ["GET /api/scenarios"] = Scope.Read,
        ["GET /api/schedules"] = Scope.Read,
        ["GET /api/runs"] = Scope.Read,
        ["GET /api/runs/{id}"] = Scope.Read,
        ["GET /api/runs/{id}/curves"] = Scope.Read,
        ["POST /api/runs"] = Scope.Run,
        ["POST /api/runs/current/stop"] = Scope.Read,
        ["POST /api/runs/current/rate"] = Scope.Run,
        ["POST /api/hooks/stop"] = Scope.Read,
        ["GET /api/proposals"] = Scope.Read,
        ["GET /api/proposals/{id}"] = Scope.Read,
        ["POST /api/proposals"] = Scope.Run,
        ["POST /api/proposals/{id}/approve"] = Scope.Approve,
        ["POST /api/proposals/{id}/reject"] = Scope.Read,
        ["GET /api/audit"] = Scope.Read,
        ["POST /api/invitations"] = Scope.Admin,
        ["DELETE /api/agents/{name}"] = Scope.Admin,
        ["GET /api/agents"] = Scope.Read,
        ["GET /api/agents/{name}"] = Scope.Read,
        ["GET /api/lever"] = Scope.Read,
        ["PUT /api/lever"] = Scope.Read,
        ["DELETE /api/lever"] = Scope.Run,
        ["GET /api/definitions"] = Scope.Read,
        ["POST /api/definitions"] = Scope.Apply,
        ["GET /api/keys"] = Scope.Admin,
        ["POST /api/keys"] = Scope.Admin,
        ["DELETE /api/keys/{id}"] = Scope.Admin,
    };

    // What whoever has no key yet needs to show one, and what watches over processes.
    private static readonly string[] Open = ["GET /assets/{name}", "GET /login", "POST /login", "GET /healthz", "GET /readyz"];

    private ApiServer _server = null!;

    public static TheoryData<string> Routes => [.. Expected.Keys];

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void Every_route_that_is_mapped_has_an_expectation_here() => Assert.Equal(
        Expected.Keys.Concat(Open).Order(), _server.Routes.SelectMany(r => r.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {r.RoutePattern.RawText}")).Order());

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Without_a_key_it_is_401_and_with_a_wrong_one_too(string route)
    {
        string good = await _server.KeyAsync(Scope.Admin);
        foreach (string? key in (string?[])[null, "lp_nobody_0123", "lp_", good + "0", good[..^1], "eyJhbGciOiJub25lIn0.e30."])
        {
            using HttpResponseMessage answer = await SendAsync(route, key);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", $"{answer.Headers.WwwAuthenticate}");
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task With_too_small_a_scope_it_is_403_and_says_which_is_needed(string route)
    {
        foreach (Scope small in ((Scope[])[Scope.None, Scope.Read, Scope.Run, Scope.Apply, Scope.Run | Scope.Apply]).Where(s => !s.HasFlag(Expected[route])))
        {
            using HttpResponseMessage answer = await SendAsync(route, await _server.KeyAsync(small));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains($"needs the scope {Expected[route].Words()}", await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task With_the_right_scope_or_a_larger_one_it_is_neither(string route)
    {
        foreach (Scope scope in (Scope[])[Expected[route], Scope.Admin])
        {
            using HttpResponseMessage answer = await SendAsync(route, await _server.KeyAsync(scope));
            Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.NotEqual(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Without_keys_on_this_machine_alone_nobody_is_asked()
    {
        await using ApiServer open = await ApiServer.StartAsync(new AccessOptions());
        foreach (string route in Expected.Keys)
        {
            using HttpResponseMessage answer = await open.SendAsync(new HttpMethod(route.Split(' ')[0]), Path(route), body: route.StartsWith('P') ? new { } : null);
            Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.NotEqual(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task What_is_no_JSON_is_refused_as_such_and_only_to_whoever_has_a_key()
    {
        foreach ((string? key, HttpStatusCode expected) in ((string?, HttpStatusCode)[])[(null, HttpStatusCode.Unauthorized), (await _server.KeyAsync(Scope.Run), HttpStatusCode.UnsupportedMediaType)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs") { Content = new StringContent("{\"scenario\":\"press\"}") };
            if (key is not null) request.Headers.Authorization = new("Bearer", key);
            using HttpResponseMessage answer = await _server.Client.SendAsync(request);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    private static string Path(string route) => route.Split(' ')[1].Replace("{name}", "x").Replace("{id}", "x");

    private Task<HttpResponseMessage> SendAsync(string route, string? key) => _server.SendAsync(new HttpMethod(route.Split(' ')[0]), Path(route), key, route.StartsWith('P') ? new { } : null);
}
