using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Whatever becomes of the process that presses, every order of the run is taken back, and none twice with another effect than once.</summary>
public sealed class CleanupTests(Brokerage broker) : IClassFixture<Brokerage>
{
    private const int Lanes = 5;

    // Twenty with LOADPROBE_ROUNDS=4 or more.
    private static readonly int Tries = Lanes * (Rounds.Count > 3 ? 4 : 1);
    private const int Seed = 20260301;
    private static readonly TimeSpan LatestKill = TimeSpan.FromMilliseconds(1_600);

    private readonly HttpClient _client = new();

    [Fact]
    public async Task Killed_at_any_point_between_a_write_and_its_cleanup_every_order_is_taken_back_at_the_next_start()
    {
        // Lanes side by side, each a series of starts that clean up what the one before left.
        var tries = new List<Try>();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            IReadOnlyList<Try> some = await LaneAsync(new Random(Seed + lane), Tries / Lanes);
            lock (tries) tries.AddRange(some);
        }));

        foreach ((int i, Try one) in tries.Index()) Table.Line("cleanup.txt", "dev, killed", i + 1, $"{one}");
        Table.Line("cleanup.txt", "dev, killed: all tries", tries.Count, $"{tries.Sum(t => t.Kept)} writes in the outbox ({tries.Sum(t => t.Done)} done), {tries.Sum(t => t.Placed)} orders came; cleaned {tries.Sum(t => t.Cleaned)}, left {tries.Sum(t => t.Left)}, cleaned twice {tries.Sum(t => t.Again)}");
        Assert.Equal(Tries, tries.Count);
        Assert.All(tries, t =>
        {
            // Nothing was sent that was not on the disk before, and all that was on it is taken back.
            Assert.InRange(t.Placed, 1, t.Kept);
            Assert.Equal((t.Kept, 0), (t.Cleaned, t.Left));
            // What was taken back and could not be marked any more, at most by each cleaner one.
            Assert.InRange(t.Again, 0, 8);
        });
        Assert.Contains(tries, t => t.Done < t.Kept);
    }

    [Fact]
    public async Task A_run_takes_back_what_it_wrote_and_says_so_also_when_somebody_stops_it()
    {
        using var files = new Files(broker.Http);
        string arguments = $"run {files.Folder}/press.yaml --target {broker.Http} --store {files.Folder}/store.db --json {files.Folder}/run.json";
        Ended ended = await Running.LoadProbeAsync(arguments, ("XDG_STATE_HOME", files.State));
        // A busy machine makes the run invalid (4).
        Assert.True(ended.ExitCode is 0 or 4, $"{ended}");
        (string id, long due) = await CleanedAsync(files);
        Table.Line("cleanup.txt", "run, to its end", 0, $"{due} due, {due} done");
        Ended audit = await Running.LoadProbeAsync($"audit list --store {files.Folder}/store.db");
        Assert.Contains("cleaned", audit.Output, StringComparison.Ordinal);
        Assert.Contains(id, audit.Output, StringComparison.Ordinal);

        await files.WriteAsync("press.yaml", Files.Press.Replace("during: 1s", "during: 60s", StringComparison.Ordinal));
        await using Running stopped = Running.Start(Machine.Program, arguments, null, ("XDG_STATE_HOME", files.State));
        await PlacedOrders.UntilAsync(20, broker.Http, _client, files.State, stopped);
        stopped.Signal("INT");
        Assert.Equal(130, await stopped.ExitAsync(TimeSpan.FromSeconds(60)));
        (_, due) = await CleanedAsync(files);
        Table.Line("cleanup.txt", "run, interrupted", 0, $"{due} due, {due} done");
    }

    private async Task<(string Id, long Due)> CleanedAsync(Files files)
    {
        JsonElement run = JsonDocument.Parse(await File.ReadAllTextAsync($"{files.Folder}/run.json")).RootElement;
        string id = run.GetProperty("id").GetString()!;
        JsonElement cleanup = run.GetProperty("cleanup"), keys = await JsonAsync($"/control/keys?run={id}");
        long due = cleanup.GetProperty("due").GetInt64();
        Assert.True(due > 0, $"{cleanup}");
        Assert.Equal((due, 0), (cleanup.GetProperty("done").GetInt64(), cleanup.GetProperty("failed").GetInt64()));
        Assert.Equal(due, keys.GetProperty("cancelled").GetInt64());
        Assert.Equal(0, await AliveAsync(id));
        Assert.Empty(files.Outboxes);
        return (id, due);
    }

    private async Task<IReadOnlyList<Try>> LaneAsync(Random random, int tries)
    {
        using var files = new Files(broker.Http);
        var done = new List<Try>();
        (string Run, TimeSpan At, int Kept, int Done)? killed = null;
        for (int i = 0; i <= tries; i++)
        {
            await using Running dev = Running.Start(Machine.Program, $"dev --listen 127.0.0.1:0 --probes {files.Folder}/health --store {files.Folder}/store.db --target {broker.Http}", null, ("XDG_STATE_HOME", files.State));
            Uri pages = await dev.AddressAsync();
            if (killed is { } before)
            {
                await UntilAsync(() => Task.FromResult(files.Outboxes.Length == 0), "what was left is cleaned up", dev);
                JsonElement keys = await JsonAsync($"/control/keys?run={before.Run}");
                done.Add(new Try(before.Run, before.At, before.Kept, before.Done, keys.GetProperty("placed").GetInt32(), keys.GetProperty("cancelled").GetInt32(), await AliveAsync(before.Run), keys.GetProperty("again").GetInt32()));
            }

            if (i == tries) break;
            if (i == 0) await files.ApplyAsync(_client, pages);
            using HttpResponseMessage started = await _client.PostAsJsonAsync(new Uri(pages, "/api/runs"), new { scenario = "press" });
            Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());
            TimeSpan at = LatestKill * random.NextDouble();
            string run = await PlacedOrders.UntilAsync(0, broker.Http, _client, files.State, dev);
            await Task.Delay(at, TimeProvider.System);
            dev.Signal("KILL");
            await dev.ExitAsync(TimeSpan.FromSeconds(10));
            string? left = files.Outboxes.FirstOrDefault();
            int all = (await JsonAsync($"/control/keys?run={run}")).GetProperty("keys").GetInt32();
            // Cleaned up before it was killed: then there is no outbox any more.
            killed = left is null ? (run, at, all, all) : (run, at, Lines(left, "{\"entry\""), Lines(left, "{\"done\""));
        }

        return done;
    }

    private async Task<int> AliveAsync(string run)
    {
        JsonElement ledgers = await JsonAsync($"/control/ledger?run={run}");
        Assert.Equal(0, ledgers.GetProperty("real").GetProperty("orders").GetInt32());
        return ledgers.GetProperty("shadow").GetProperty("alive").GetInt32();
    }

    private Task<JsonElement> JsonAsync(string path) => _client.GetFromJsonAsync<JsonElement>(new Uri(broker.Http, path));

    // Whole lines only.
    private static int Lines(string outbox, string beginning)
    {
        string text = File.ReadAllText(outbox);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n').Count(l => l.StartsWith(beginning, StringComparison.Ordinal));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, Running process)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            Assert.False(late.IsCancellationRequested, $"it did not come to it: {what}\n{string.Join('\n', process.Lines)}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <param name="Kept">Writes in the outbox when it was killed.</param>
    /// <param name="Done">Those of them that were taken back by then.</param>
    /// <param name="Placed">Orders that had come.</param>
    /// <param name="Cleaned">Keys that are cancelled in the end.</param>
    /// <param name="Left">Orders in the ledger that are not.</param>
    /// <param name="Again">How often one was cancelled that had been before.</param>
    private sealed record Try(string Run, TimeSpan At, int Kept, int Done, int Placed, int Cleaned, int Left, int Again)
    {
        public override string ToString() => $"after {At.TotalMilliseconds,5:0} ms: {Kept,5} writes in the outbox ({Done,5} done), {Placed,5} orders came; cleaned {Cleaned,5}, left {Left}, cleaned twice {Again}";
    }

    /// <summary>The ready-made journeys, and a scenario that presses them for a second.</summary>
    private sealed class Files : IDisposable
    {
        public const string Press = "target: broker\nmix: { order-api.yaml: 3, quotes-api.yaml: 1 }\nload:\n  - inject: { rate: 150/s, during: 1s }\nafter: { cleanup: cancel-orders.yaml }\n";

        private static readonly string[] Ready = ["order-api", "quotes-api", "cancel-orders"];

        public Files(Uri target)
        {
            Folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
            Directory.CreateDirectory($"{Folder}/health");
            File.WriteAllText($"{Folder}/health/health.yaml", $"target: {target}\nevery: 1h\nsteps:\n  - get: /health\n");
            foreach (string probe in Ready) File.Copy(Path.Combine(Machine.Root, "probes", $"{probe}.yaml"), $"{Folder}/{probe}.yaml");
            File.Copy(Path.Combine(Machine.Root, "targets.yaml"), $"{Folder}/targets.yaml");
            File.WriteAllText($"{Folder}/press.yaml", Press);
        }

        public string Folder { get; }

        public string State => $"{Folder}/state";

        public string[] Outboxes => Directory.Exists($"{State}/loadprobe/outbox") ? Directory.GetFiles($"{State}/loadprobe/outbox") : [];

        public Task WriteAsync(string name, string text) => File.WriteAllTextAsync($"{Folder}/{name}", text);

        public async Task ApplyAsync(HttpClient client, Uri pages)
        {
            string[] names = [.. Ready.Select(r => $"{r}.yaml"), "targets.yaml", "press.yaml"];
            using HttpResponseMessage answer = await client.PostAsJsonAsync(new Uri(pages, "/api/definitions"), new { files = names.Select(n => new { path = n, content = File.ReadAllText($"{Folder}/{n}") }) });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
