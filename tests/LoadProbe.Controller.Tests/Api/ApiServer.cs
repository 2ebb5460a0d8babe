using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LoadProbe.Definitions;
using LoadProbe.Link;
using LoadProbe.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace LoadProbe.Controller.Tests;

/// <summary>A controller's pages and API on a free port of 127.0.0.1, with a store and no agent but those of the test.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private WebApplication _app = null!;
    private SentFiles _sent = null!;

    private readonly FileBundles _bundles;

    private ApiServer(string? folder)
    {
        (_folder, _ownsFolder) = (folder ?? Directory.CreateTempSubdirectory("loadprobe-api-").FullName, folder is null);
        _bundles = new FileBundles(new LoadOptions(), Directory.CreateDirectory(Path.Combine(_folder, $"packed-{Guid.NewGuid():n}")).FullName);
    }

    public InProcessLink Link { get; } = new();

    public Controller Controller { get; private set; } = null!;

    public AppliedDefinitions Definitions { get; private set; } = null!;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <summary>What was said for people.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public IEnumerable<RouteEndpoint> Routes => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>();

    /// <param name="access">A key is asked for when nothing else is said.</param>
    /// <param name="folder">Where its store is; null = in one of its own.</param>
    /// <param name="time">The system's when nothing else is said.</param>
    /// <param name="store">SQLite in the folder when nothing else is said.</param>
    public static async Task<ApiServer> StartAsync(AccessOptions? access = null, string? folder = null, TimeProvider? time = null, IStore? store = null)
    {
        time ??= TimeProvider.System;
        var server = new ApiServer(folder);
        server.Controller = new Controller(store ?? await SqliteStore.OpenAsync(Path.Combine(server._folder, "store.db"), time), new MetricsBook("test"), time) { Bundles = server._bundles };
        server.Controller.Lead(server.Link, 1);
        server._sent = new SentFiles(new LoadOptions(), Directory.CreateDirectory(Path.Combine(server._folder, $"sent-{Guid.NewGuid():n}")).FullName);
        server.Definitions = new AppliedDefinitions(server.Controller, server._sent, server._bundles, server.Told.Enqueue, time);
        await server.Definitions.LookAsync(CancellationToken.None);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddController(server.Controller.Store, access ?? new AccessOptions { AsksForKey = true }, time);
        server._app = builder.Build();
        server._app.MapController(server.Controller, server.Definitions, server._folder, null, server.Told.Enqueue);
        await server._app.StartAsync();
        server.Client.BaseAddress = new Uri(server._app.Urls.First());
        return server;
    }

    /// <summary>A new key, as whoever has it writes it.</summary>
    public async Task<string> KeyAsync(Scope scope, string name = "test", string team = "")
    {
        (ApiKey key, string text) = ApiKey.Make(name, scope, TimeSpan.FromDays(1), TimeProvider.System.GetUtcNow(), team);
        await Controller.Store.Keys.AddAsync(key, CancellationToken.None);
        return text;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? bearer = null, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, string? bearer = null, object? body = null)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, bearer, body);
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public async Task<ScriptedAgent> JoinAsync(string name = "agent-1")
    {
        var agent = new ScriptedAgent(Link, name);
        await agent.SayAsync(new AgentJoined(new AgentIdentity(name, new Dictionary<string, string> { ["city"] = "Shanghai" }, ["icmp"])));
        await Controller.AgentJoinedAsync(CancellationToken.None);
        return agent;
    }

    /// <summary>One that may be started over the API.</summary>
    public static Scenario Scenario() => Controlled.Scenario() with { Target = new Target { Name = "shop", Address = new Uri("http://127.0.0.1:9/"), Class = EnvironmentClass.Test } };

    /// <summary>A run of it that was started over the API and fires.</summary>
    public async Task<ScriptedAgent> PressingAsync(string key)
    {
        Controller.Scenarios = [Scenario()];
        ScriptedAgent agent = await JoinAsync();
        using HttpResponseMessage started = await SendAsync(HttpMethod.Post, "/api/runs", key, new { scenario = "press" });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, started.StatusCode);
        await agent.ReadyAsync();
        await agent.LeaseAsync(LeasePhase.Run).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Definitions.DisposeAsync();
        await Controller.DisposeAsync();
        _sent.Dispose();
        _bundles.Dispose();
        if (_ownsFolder) Directory.Delete(_folder, recursive: true);
    }
}
