using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Controllers, agents and what is between them, each in a process of its own, and a server that counts what they send.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new();
    private readonly Dictionary<string, Running> _agents = [];
    private readonly List<(Running Process, Uri Pages)> _controllers = [];
    private readonly string _store;
    private readonly (string, string)[] _environment;

    private Fleet(string folder, NatsServers nats, string store, (string, string)[] environment) => (Folder, Nats, _store, _environment) = (folder, nats, store, environment);

    public string Folder { get; }

    public NatsServers Nats { get; }

    public ArrivalServer Server { get; private init; } = null!;

    /// <summary>All that was said, for a test that fails.</summary>
    public string Said => string.Join('\n', _controllers.Select((c, i) => (Name: $"controller {i}", c.Process)).Concat(_agents.Select(a => (Name: a.Key, Process: a.Value))).Select(p => $"== {p.Name}\n{string.Join('\n', p.Process.Lines)}"));

    /// <param name="store">Null = SQLite in a file; else an address of PostgreSQL.</param>
    public static async Task<Fleet> StartAsync(int agents, int controllers = 1, int brokers = 1, string? store = null, ArrivalServer? server = null, params (string, string)[] environment)
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-fleet-").FullName;
        var fleet = new Fleet(folder, await NatsServers.StartAsync(folder, brokers), store ?? $"{folder}/store.db", environment) { Server = server ?? new ArrivalServer() };
        await fleet.WriteAsync("targets.yaml", $"counted: {{ address: {fleet.Server.Address}, class: test }}\n");
        await fleet.WriteAsync("limits.yaml", "egress: [ 127.0.0.1 ]\n");
        Directory.CreateDirectory($"{folder}/probes");
        for (int i = 0; i < agents; i++) fleet.StartAgent($"agent-{i}");
        for (int i = 0; i < controllers; i++) fleet._controllers.Add(default);
        return fleet;
    }

    /// <summary>A journey of one request, whose arrival n takes the number n, and a scenario of it.</summary>
    public async Task WriteScenarioAsync(int arrivals, string load, string more = "")
    {
        await WriteAsync("journeys/numbers.csv", $"n\n{string.Join('\n', Enumerable.Range(0, arrivals))}\n");
        await WriteAsync("journeys/number.yaml", "target: counted\ndata: { row: { file: numbers.csv, order: unique } }\nsteps:\n  - { name: get, get: \"/n/${row.n}\" }\n");
        await WriteAsync("scenarios/press.yaml", $"target: counted\nmix: journeys/number.yaml\nload:\n{load}{more}");
    }

    public async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, path))!);
        await File.WriteAllTextAsync(Path.Combine(Folder, path), text);
    }

    /// <summary>Starts the controllers, once the definitions are written, and waits until all agents have joined the one that leads.</summary>
    public async Task LeadAsync()
    {
        for (int i = 0; i < _controllers.Count; i++) await StartControllerAsync(i);
        await UntilAsync(async () => await LeaderAsync() is { } pages && (await JsonAsync(pages, "/api/agents"))?.GetArrayLength() == _agents.Count, "all agents have joined");
    }

    public async Task StartControllerAsync(int controller)
    {
        Running process = Running.Start(Machine.Program, $"controller --listen 127.0.0.1:0 --link {Nats.Address} --store {_store} --probes {Folder}/probes --scenarios {Folder}/scenarios", null, _environment);
        _controllers[controller] = (process, await process.AddressAsync());
    }

    public void StartAgent(string name, params (string, string)[] environment) => StartAgent(name, $"{Folder}/state", environment);

    /// <param name="state">The folder in which it keeps what is not delivered.</param>
    public void StartAgent(string name, string state, params (string, string)[] environment) =>
        _agents[name] = Running.Start(Machine.Program, $"agent --controller {Nats.Address} --name {name} --label city={name} --state {state} --limits {Folder}/limits.yaml", null, environment);

    /// <summary>Ends it as a person would, and does not expect it to be there.</summary>
    public async Task StopAgentAsync(string name)
    {
        _agents.Remove(name, out Running? agent);
        await agent!.DisposeAsync();
    }

    public Running Agent(string name) => _agents[name];

    public Running Controller(int controller) => _controllers[controller].Process;

    public Uri Pages(int controller) => _controllers[controller].Pages;

    /// <summary>Which of the controllers leads; null = none, or it does not answer.</summary>
    public async Task<int?> LeadingAsync()
    {
        for (int i = 0; i < _controllers.Count; i++)
        {
            if (_controllers[i].Process is not null && await JsonAsync(_controllers[i].Pages, "/api/leader") is { } leader && leader.GetProperty("leading").GetBoolean()) return i;
        }

        return null;
    }

    public async Task<Uri?> LeaderAsync() => await LeadingAsync() is { } leader ? _controllers[leader].Pages : null;

    /// <summary>Applies these definitions at the controller that leads.</summary>
    public async Task ApplyAsync(params (string Path, string Content)[] files)
    {
        using HttpResponseMessage answer = await _client.PostAsJsonAsync(new Uri((await LeaderAsync())!, "/api/definitions"), new { files = files.Select(f => new { path = f.Path, content = f.Content }) });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Starts the scenario, and waits until so many requests have come.</summary>
    public async Task PressAsync(int requests)
    {
        Uri pages = (await LeaderAsync())!;
        using HttpResponseMessage answer = await _client.PostAsJsonAsync(new Uri(pages, "/api/runs"), new { scenario = "press" });
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        await UntilAsync(() => Task.FromResult(Server.Count >= requests), $"{requests} requests came");
    }

    /// <summary>The newest run, once it has ended.</summary>
    public async Task<JsonElement> EndedAsync(TimeSpan? limit = null)
    {
        JsonElement? ended = null;
        await UntilAsync(async () => (ended = await NewestAsync()) is { } run && run.TryGetProperty("verdict", out JsonElement verdict) && verdict.ValueKind == JsonValueKind.String, "the run has ended", limit);
        return ended!.Value;
    }

    /// <summary>What a controller answers; null = it does not.</summary>
    public async Task<JsonElement?> JsonAsync(Uri pages, string path)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using JsonDocument document = JsonDocument.Parse(await _client.GetStringAsync(new Uri(pages, path), late.Token));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>How many results of a probe there are, up to a thousand.</summary>
    public async Task<int> ResultsAsync(string probe) =>
        await LeaderAsync() is { } pages && await JsonAsync(pages, $"/api/probes/{probe}/results?count=1000") is { } results ? results.GetArrayLength() : 0;

    /// <summary>Waits until each dial of a probe has its result, and then for the doubled ones that must not come.</summary>
    /// <returns>How many dials there were.</returns>
    public async Task<int> EachHasItsResultAsync(string probe, ArrivalServer dialled)
    {
        int dials = dialled.Count;
        int results = 0;
        await UntilAsync(async () => (results = await ResultsAsync(probe)) >= dials, "every dial has its result");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        int after = dialled.Count;
        Assert.InRange(results, dials, after);
        return dials;
    }

    /// <summary>
    /// No second had more requests than were due in it: a rate's worth, one at the edge for each agent, and those that came late, by the
    /// time that the slowest took from when it was due.
    /// </summary>
    public void AssertWithin(int rate, JsonElement run)
    {
        int[] numbers = [.. Server.Log.Select(a => a.Number)];
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        double slowest = run.GetProperty("latency").GetProperty("response").GetProperty("max").GetDouble();
        Assert.InRange(Server.MostInASecond(), 1, (rate * (1 + slowest)) + _agents.Count);
    }

    /// <summary>The sum of a family on a controller's <c>/metrics</c>, of the series that have these words in their labels.</summary>
    public async Task<double> MetricAsync(Uri pages, string family, string labels = "")
    {
        string text = await _client.GetStringAsync(new Uri(pages, "/metrics"));
        return text.Split('\n').Where(l => l.StartsWith(family, StringComparison.Ordinal) && l.Contains(labels, StringComparison.Ordinal)).Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Asks a controller for something, and expects it to be done.</summary>
    public async Task DoAsync(HttpMethod method, Uri pages, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(pages, path)) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage answer = await _client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{answer}");
    }

    public Task<HttpResponseMessage> PostAsync(Uri pages, string path) => _client.PostAsync(new Uri(pages, path), null);

    public async Task UntilAsync(Func<Task<bool>> holds, string what, TimeSpan? limit = null)
    {
        using var late = new CancellationTokenSource(limit ?? Limit);
        while (!await holds())
        {
            Assert.False(late.IsCancellationRequested, $"it did not come to it: {what}\n{Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((Running process, _) in _controllers)
        {
            if (process is not null) await process.DisposeAsync();
        }

        foreach (Running agent in _agents.Values) await agent.DisposeAsync();
        await Nats.DisposeAsync();
        Server.Dispose();
        _client.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<JsonElement?> NewestAsync()
    {
        if (await LeaderAsync() is not { } pages || await JsonAsync(pages, "/api/runs") is not { } runs || runs.GetArrayLength() == 0) return null;
        return await JsonAsync(pages, $"/api/runs/{runs[0].GetProperty("id").GetString()}");
    }
}
