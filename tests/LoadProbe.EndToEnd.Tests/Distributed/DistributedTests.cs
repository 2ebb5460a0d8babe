using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A controller and its agents, each in its own process, with a nats-server between them.</summary>
public sealed class DistributedTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
    private int _dialled;
    private int _pressed;

    [Fact]
    public async Task Two_agents_dial_and_press_as_one_controller_says_and_their_arrivals_are_exactly_the_plan()
    {
        string program = Machine.Need("nats-server");
        using var dialled = new PlainServer(_ => Count(ref _dialled));
        using var pressed = new PlainServer(_ => Count(ref _pressed));
        await WriteAsync("targets.yaml", $"dialled: {{ address: {dialled.Address}, class: test }}\npressed: {{ address: {pressed.Address}, class: test }}\n");
        await WriteAsync("probes/health.yaml", "target: dialled\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        await WriteAsync("journeys/get.yaml", "target: pressed\nsteps:\n  - { name: get, get: / }\n");
        await WriteAsync("scenarios/press.yaml", "target: pressed\nmix: journeys/get.yaml\nload: [ { inject: { rate: 100/s, during: 5s } } ]\n");
        await using Fleet fleet = await StartAsync(program, $"--probes {_folder}/probes --scenarios {_folder}/scenarios");
        using var client = new HttpClient();

        using var late = new CancellationTokenSource(Limit);
        HashSet<string> agents = [];
        while (agents.Count < 2)
        {
            Assert.False(late.IsCancellationRequested, $"only {string.Join(", ", agents)} dialled: {string.Join('\n', fleet.Controller.Lines.Concat(fleet.East.Lines).Concat(fleet.West.Lines))}");
            agents = [.. (await JsonAsync(client, fleet.Pages, "/api/probes/health/results?count=50")).EnumerateArray().Select(r => r.GetProperty("agent").GetString()!)];
        }

        Assert.True(Volatile.Read(ref _dialled) >= 2);
        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsJsonAsync(new Uri(fleet.Pages, "/api/runs"), new { scenario = "nothing" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync(new Uri(fleet.Pages, "/api/runs"), new StringContent("{\"scenario\":\"press\"}"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsJsonAsync(new Uri(fleet.Pages, "/api/runs"), new { scenario = "press" })).StatusCode);
        JsonElement run = await EndedAsync(client, fleet.Pages);

        string said = $"{run}\n{string.Join('\n', fleet.Controller.Lines)}";
        JsonElement totals = run.GetProperty("totals");
        long due = totals.GetProperty("due").GetInt64(), sent = totals.GetProperty("sent").GetInt64(), completed = totals.GetProperty("completed").GetInt64();
        Assert.True(due == 500, said);
        Assert.Equal(due, sent + totals.GetProperty("dropped").GetInt64());
        Assert.Equal(sent, Volatile.Read(ref _pressed));
        Assert.Equal(completed, run.GetProperty("latency").GetProperty("response").GetProperty("count").GetInt64());
        Assert.Equal(completed, run.GetProperty("steps")[0].GetProperty("completed").GetInt64());
        Assert.Equal(JsonValueKind.Null, run.TryGetProperty("stopped", out JsonElement stopped) ? stopped.ValueKind : JsonValueKind.Null);
    }

    [Fact]
    public async Task An_agent_without_a_limits_file_may_dial_nothing_whatever_the_controller_says()
    {
        string program = Machine.Need("nats-server");
        using var dialled = new PlainServer(_ => Count(ref _dialled));
        await WriteAsync("targets.yaml", $"dialled: {{ address: {dialled.Address}, class: test, allow-list: [ 0.0.0.0/0 ] }}\n");
        await WriteAsync("probes/health.yaml", "target: dialled\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        await using Fleet fleet = await StartAsync(program, $"--probes {_folder}/probes", limits: null);
        await fleet.East.LineAsync("no --limits file: nothing may be dialled");
        using var client = new HttpClient();
        JsonElement[] results = await UntilAsync<JsonElement>(fleet, async () => [.. (await JsonAsync(client, fleet.Pages, "/api/probes/health/results?count=50")).EnumerateArray()]);

        Assert.All(results, r => Assert.Equal(("invalid", "egress_refused"), (r.GetProperty("verdict").GetString(), r.GetProperty("outcome").GetString())));
        Assert.Equal(0, Volatile.Read(ref _dialled));
    }

    [Fact]
    public async Task A_controller_cannot_make_agents_press_harder_than_their_own_files_allow()
    {
        string program = Machine.Need("nats-server");
        using var pressed = new PlainServer(_ => Count(ref _pressed));
        await WriteAsync("targets.yaml", $"pressed: {{ address: {pressed.Address}, class: test }}\n");
        await WriteAsync("journeys/get.yaml", "target: pressed\nsteps:\n  - { name: get, get: / }\n");
        await WriteAsync("scenarios/press.yaml", "target: pressed\nmix: journeys/get.yaml\nload: [ { inject: { rate: 400/s, during: 5s } } ]\n");
        await using Fleet fleet = await StartAsync(program, $"--scenarios {_folder}/scenarios", "egress: [ 127.0.0.1 ]\nrate: 50/s\n");
        using var client = new HttpClient();
        await UntilAsync<bool>(fleet, async () => (await client.PostAsJsonAsync(new Uri(fleet.Pages, "/api/runs"), new { scenario = "press" })).StatusCode == HttpStatusCode.Accepted ? [true] : []);
        JsonElement run = await EndedAsync(client, fleet.Pages);

        Assert.Equal("invalid", run.GetProperty("verdict").GetString());
        Assert.Contains("limits.yaml:2:7 allows 50/s", run.GetProperty("reasons").ToString());
        Assert.Equal(0, Volatile.Read(ref _pressed));
    }

    [Fact]
    public async Task A_mistake_in_the_limits_file_is_said_before_anything_is_connected()
    {
        await WriteAsync("limits.yaml", "egress: [ 169.254.169.254 ]\n");
        Ended ended = await Running.LoadProbeAsync($"agent --controller nats://127.0.0.1:1 --limits {_folder}/limits.yaml");

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("limits.yaml:1:11: \"169.254.169.254\" is a metadata address, which is never dialled: leave it out", ended.Error);
    }

    [Theory]
    [InlineData("agent --controller http://127.0.0.1:1", "is not the address of a NATS server")]
    [InlineData("agent --controller nats://127.0.0.1:1 --name a.b", "--name a.b is not a name on NATS")]
    [InlineData("agent --controller nats://127.0.0.1:1 --label city", "--label city is not K=V")]
    public async Task A_wrong_option_is_said_before_anything_is_connected(string arguments, string complaint)
    {
        Ended ended = await Running.LoadProbeAsync(arguments);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(complaint, ended.Error);
    }

    // A server, two agents and the controller, each in its own process.
    private async Task<Fleet> StartAsync(string program, string definitions, string? limits = "egress: [ 127.0.0.1 ]\n")
    {
        if (limits is not null) await WriteAsync("limits.yaml", limits);
        int port = Machine.FreePort();
        Running nats = Running.Start(program, $"-a 127.0.0.1 -p {port} -js -sd {_folder}/nats");
        await nats.LineAsync("Server is ready");
        Running controller = Running.Start(Machine.Program, $"controller --listen 127.0.0.1:0 --link nats://127.0.0.1:{port} --store {_folder}/store.db {definitions}");
        var fleet = new Fleet(nats, Agent("east", port), Agent("west", port), controller);
        fleet.Pages = await controller.AddressAsync();
        return fleet;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What there is, once there is something.
    private static async Task<T[]> UntilAsync<T>(Fleet fleet, Func<Task<T[]>> look)
    {
        using var late = new CancellationTokenSource(Limit);
        while (true)
        {
            if (await look() is { Length: > 0 } found) return found;
            Assert.False(late.IsCancellationRequested, string.Join('\n', fleet.Controller.Lines.Concat(fleet.East.Lines).Concat(fleet.West.Lines)));
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }
    }

    private static async Task<JsonElement> EndedAsync(HttpClient client, Uri pages)
    {
        using var late = new CancellationTokenSource(Limit);
        while (true)
        {
            Assert.False(late.IsCancellationRequested, "the run did not end");
            JsonElement[] runs = [.. (await JsonAsync(client, pages, "/api/runs")).EnumerateArray()];
            if (runs is [{ } run] && run.GetProperty("state").GetString() is "completed" or "aborted") return await JsonAsync(client, pages, $"/api/runs/{run.GetProperty("id").GetString()}");
        }
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, Uri pages, string path)
    {
        // A page that looks once more looks in a while.
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        using JsonDocument document = JsonDocument.Parse(await client.GetStringAsync(new Uri(pages, path)));
        return document.RootElement.Clone();
    }

    private static Task Count(ref int counter)
    {
        Interlocked.Increment(ref counter);
        return Task.CompletedTask;
    }

    private Running Agent(string name, int port) => Running.Start(Machine.Program, $"agent --controller nats://127.0.0.1:{port} --name {name} --label city={name}{(File.Exists($"{_folder}/limits.yaml") ? $" --limits {_folder}/limits.yaml" : "")}", _folder);

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
        await File.WriteAllTextAsync(Path.Combine(_folder, path), text);
    }

    private sealed class Fleet(Running nats, Running east, Running west, Running controller) : IAsyncDisposable
    {
        public Running Nats => nats;

        public Running East => east;

        public Running West => west;

        public Running Controller => controller;

        public Uri Pages { get; set; } = null!;

        // The controller first, as it was started last.
        public async ValueTask DisposeAsync()
        {
            foreach (Running each in new[] { controller, west, east, nats }) await each.DisposeAsync();
        }
    }
}
