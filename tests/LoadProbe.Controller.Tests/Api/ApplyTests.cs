using System.Net;
using System.Text.Json;
using LoadProbe.Link;

namespace LoadProbe.Controller.Tests;

/// <summary>Definitions over the API: all of a folder or nothing, and kept.</summary>
public sealed class ApplyTests : IDisposable
{
    private static readonly SentFile Targets = new("targets.yaml", "shop: { address: \"http://127.0.0.1:9/\", class: test }\n");
    private static readonly SentFile Health = new("probes/health.yaml", "target: shop\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
    private static readonly SentFile Order = new("probes/order.yaml", "target: shop\nevery: 5s\ntimeout: 1s\nsteps:\n  - get: /order\n");
    private static readonly SentFile Press = new("scenarios/press.yaml", "target: shop\nmix: ../probes/order.yaml\nload: [ { inject: { rate: 10/s, during: 1s } } ]\n");

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-apply-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_files_take_the_place_of_all_others_at_once()
    {
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        IAgentEnd agent = server.Link.Connect("east");
        await agent.SendAsync(new AgentJoined(new AgentIdentity("east", new Dictionary<string, string>(), [])), Token);
        string key = await server.KeyAsync(Scope.Apply, "author");
        await ApplyAsync(server, key, [Targets, Health]);
        JsonElement answer = await server.JsonAsync(HttpMethod.Post, "/api/definitions", key, new { files = (SentFile[])[Targets, Order, Press] });

        Assert.Equal("""{"probes":["order"],"scenarios":["press"]}""", $"{answer}");
        while (await agent.Inbox.ReadAsync(Token) is not ProbesAssigned { Probes: [{ Name: "order" }] }) ;
        Assert.Equal("press", Assert.Single((await server.JsonAsync(HttpMethod.Get, "/api/scenarios", key)).EnumerateArray()).GetProperty("name").GetString());
        JsonElement kept = await server.JsonAsync(HttpMethod.Get, "/api/definitions", key);
        Assert.StartsWith("author (", kept.GetProperty("who").GetString());
        Assert.Equal(Press.Content, kept.GetProperty("files")[2].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Every_mistake_comes_back_with_its_place_and_nothing_is_changed()
    {
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        string key = await server.KeyAsync(Scope.Apply);
        await ApplyAsync(server, key, [Targets, Health]);
        var late = new SentFile("probes/late.yaml", "target: shop\nevery: 1s\ntimeout: 5s\nsteps:\n  - get: /\n");
        var odd = new SentFile("odd.yaml", "target: nowhere\nsteps:\n  - get: /\n");
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Post, "/api/definitions", key, new { files = (SentFile[])[Targets, Order, late, odd] });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        string[] mistakes = [.. problem.GetProperty("mistakes").EnumerateArray().Select(m => m.GetString()!)];
        Assert.Equal(2, mistakes.Length);
        Assert.StartsWith("odd.yaml:1:9: ", mistakes[0]);
        Assert.StartsWith("probes/late.yaml:3:10: timeout 5s is longer than every 1s", mistakes[1]);
        Assert.DoesNotContain(_folder, string.Concat(mistakes));
        Assert.Equal("health", Assert.Single(server.Controller.Probes).Name);
        Assert.Equal(2, (await server.JsonAsync(HttpMethod.Get, "/api/definitions", key)).GetProperty("files").GetArrayLength());
    }

    [Theory]
    [InlineData("../evil.yaml")]
    [InlineData("/tmp/evil.yaml")]
    [InlineData("a/./b.yaml")]
    [InlineData("a\\b.yaml")]
    public async Task Rejects_a_file_outside_the_folder(string path)
    {
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Post, "/api/definitions", await server.KeyAsync(Scope.Apply), new { files = (SentFile[])[new(path, Health.Content), Targets] });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("is not inside it", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_definition_sees_no_file_of_the_controllers_machine()
    {
        string outside = Path.Combine(_folder, "customers.csv");
        await File.WriteAllTextAsync(outside, "user\nann\n");
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        var reading = new SentFile("a.yaml", $"target: shop\nevery: 5s\ntimeout: 1s\ntables: {{ customer: {{ file: \"{outside}\" }} }}\nsteps:\n  - get: /\n");
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Post, "/api/definitions", await server.KeyAsync(Scope.Apply), new { files = (SentFile[])[reading, Targets] });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"files":[]}""")]
    [InlineData("""{"files":[{"path":"a.yaml"}]}""")]
    [InlineData("""{"files":[null]}""")]
    public async Task Rejects_what_is_no_set_of_files(string body)
    {
        await using ApiServer server = await ApiServer.StartAsync(folder: _folder);
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Post, "/api/definitions", await server.KeyAsync(Scope.Apply), JsonDocument.Parse(body).RootElement);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task What_was_applied_is_there_after_a_restart_and_at_every_controller_on_the_store()
    {
        await using ApiServer other = await ApiServer.StartAsync(folder: _folder);
        await using (ApiServer server = await ApiServer.StartAsync(folder: _folder)) await ApplyAsync(server, await server.KeyAsync(Scope.Apply, "author"), [Targets, Health, Order, Press]);

        await using ApiServer again = await ApiServer.StartAsync(folder: _folder);
        Assert.Equal(["health", "order"], again.Controller.Probes.Select(p => p.Name).Order());
        Assert.Equal("press", Assert.Single(again.Controller.Scenarios).Name);
        Assert.Contains(again.Told, t => t.StartsWith("using the definitions that author (", StringComparison.Ordinal));
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (other.Controller.Probes.Count != 2) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task ApplyAsync(ApiServer server, string key, SentFile[] files)
    {
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Post, "/api/definitions", key, new { files });
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }
}
