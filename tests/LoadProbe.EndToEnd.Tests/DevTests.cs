using System.Diagnostics;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The roles that stay: what they keep, and what they leave behind.</summary>
public sealed class DevTests(Brokerage broker) : IClassFixture<Brokerage>
{
    [Fact]
    public async Task A_kill_in_the_middle_of_writing_loses_no_result_that_was_ever_shown()
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        Directory.CreateDirectory($"{folder}/probes");
        for (int i = 0; i < 40; i++) await File.WriteAllTextAsync($"{folder}/probes/quote{i:D2}.yaml", $"target: {broker.Http}\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /api/quotes/600519\n");
        string arguments = $"dev --listen 127.0.0.1:0 --probes {folder}/probes --store {folder}/store.db";
        using var client = new HttpClient();
        var shown = new HashSet<string>();
        for (int round = 0; round < 3; round++)
        {
            await using Running dev = Running.Start(Machine.Program, arguments);
            Uri pages = await dev.AddressAsync();
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            for (int seen = 0; seen < 100;)
            {
                Assert.False(late.IsCancellationRequested, "too few results");
                foreach (JsonElement result in await ResultsAsync(client, pages)) seen += shown.Add(result.GetProperty("id").GetString()!) ? 1 : 0;
            }

            dev.Signal("KILL");
            await dev.ExitAsync(TimeSpan.FromSeconds(5));
        }

        await using Running again = Running.Start(Machine.Program, arguments);
        Uri last = await again.AddressAsync();
        foreach (string id in shown) Assert.True((await client.GetAsync(new Uri(last, $"/api/results/{id}"))).IsSuccessStatusCode, $"result {id} was shown, and is lost");
        await again.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Ending_it_takes_at_most_3_seconds_and_leaves_no_browser_behind(string signal)
    {
        Machine.Need("chromium");
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        Directory.CreateDirectory($"{folder}/probes");
        await File.WriteAllTextAsync($"{folder}/probes/page.yaml", $"target: {broker.Http}\nevery: 1s\ntimeout: 1s\nsteps:\n  - open: /\n  - expect: {{ text: Password }}\n");
        await using Running dev = Running.Start(Machine.Program, $"dev --listen 127.0.0.1:0 --probes {folder}/probes --store {folder}/store.db", null, ("TMPDIR", folder));
        Uri pages = await dev.AddressAsync();
        using var client = new HttpClient();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await ResultsAsync(client, pages, "page")).Length == 0) Assert.False(late.IsCancellationRequested, "the browser journey did not run");
        int[] children = Descendants(dev.Id);
        Assert.True(children.Length > 2, "the browser and its driver were not there to be left behind");

        long asked = Stopwatch.GetTimestamp();
        dev.Signal(signal);
        Assert.Equal(130, await dev.ExitAsync(TimeSpan.FromSeconds(10)));
        Assert.InRange(Stopwatch.GetElapsedTime(asked).TotalSeconds, 0, 3);
        Assert.DoesNotContain(children, IsAlive);
        Assert.Empty(Directory.GetDirectories(folder, "playwright*"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_bad_file_is_said_and_harms_no_other_probe()
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        Directory.CreateDirectory($"{folder}/probes");
        await File.WriteAllTextAsync($"{folder}/probes/good.yaml", $"target: {broker.Http}\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        await File.WriteAllTextAsync($"{folder}/probes/bad.yaml", $"target: {broker.Http}\nevery: 1s\ntimeout: 5s\nsteps:\n  - get: /health\n");
        await using Running dev = Running.Start(Machine.Program, $"dev --listen 127.0.0.1:0 --probes {folder}/probes --store {folder}/store.db");
        await dev.LineAsync("bad.yaml:3:10: timeout 5s is longer than every 1s");
        Uri pages = await dev.AddressAsync();
        using var client = new HttpClient();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await ResultsAsync(client, pages, "good")).Length == 0) Assert.False(late.IsCancellationRequested, "the good probe did not run");
    }

    [Fact]
    public async Task An_agent_alone_answers_as_blackbox_exporter_does()
    {
        await using Running agent = Running.Start(Machine.Program, "agent --listen 127.0.0.1:0");
        Uri address = await agent.AddressAsync();
        using var client = new HttpClient();
        string good = await client.GetStringAsync(new Uri(address, $"/probe?target={broker.Http}health&module=http_2xx"));
        Assert.Contains("\nprobe_success 1\n", good);
        Assert.Contains("\nprobe_http_status_code 200\n", good);
        foreach (string phase in (string[])["resolve", "connect", "tls", "processing", "transfer"]) Assert.Contains($"probe_http_duration_seconds{{phase=\"{phase}\"}}", good);
        Assert.DoesNotContain("target=", good);
        using HttpResponseMessage bad = await client.GetAsync(new Uri(address, "/probe?target=127.0.0.1:1"));
        Assert.True(bad.IsSuccessStatusCode);
        Assert.Contains("\nprobe_success 0\n", await bad.Content.ReadAsStringAsync());
        Assert.Equal(400, (int)(await client.GetAsync(new Uri(address, "/probe"))).StatusCode);
        Assert.Equal(400, (int)(await client.GetAsync(new Uri(address, "/probe?target=x&module=no_such"))).StatusCode);
        Assert.Contains("loadprobe_build_info", await client.GetStringAsync(new Uri(address, "/metrics")));
    }

    [Fact]
    public async Task An_agent_takes_a_blackbox_file_as_it_is_or_says_what_is_wrong_with_it()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.yml");
        await File.WriteAllTextAsync(file, "modules:\n  posts: { prober: http, http: { method: POST, valid_status_codes: [405] } }\n  listens: { prober: tcp }\n");
        await using (Running agent = Running.Start(Machine.Program, $"agent --blackbox {file} --listen 127.0.0.1:0"))
        {
            Uri address = await agent.AddressAsync();
            using var client = new HttpClient();
            Assert.Contains("\nprobe_success 1\n", await client.GetStringAsync(new Uri(address, $"/probe?target={broker.Http}health&module=posts")));
            Assert.Contains("\nprobe_success 1\n", await client.GetStringAsync(new Uri(address, $"/probe?target={broker.Http.Authority}&module=listens")));
            Assert.Contains("posts:", await client.GetStringAsync(new Uri(address, "/config")));
            Assert.Equal(400, (int)(await client.GetAsync(new Uri(address, "/probe?target=x"))).StatusCode);
        }

        await File.WriteAllTextAsync(file, "modules:\n  posts: { prober: htpp }\n");
        Ended ended = await Running.RunAsync(Machine.Program, $"agent --blackbox {file}", TimeSpan.FromSeconds(30));
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains($"{file}:2:20: ", ended.Error);
        File.Delete(file);
    }

    private static async Task<JsonElement[]> ResultsAsync(HttpClient client, Uri pages, string? probe = null)
    {
        var all = new List<JsonElement>();
        using JsonDocument board = JsonDocument.Parse(await client.GetStringAsync(new Uri(pages, "/api/probes")));
        foreach (string name in board.RootElement.EnumerateArray().Select(p => p.GetProperty("probe").GetString()!).Where(n => probe is null || n == probe))
        {
            using JsonDocument results = JsonDocument.Parse(await client.GetStringAsync(new Uri(pages, $"/api/probes/{name}/results?count=20")));
            all.AddRange(results.RootElement.Clone().EnumerateArray());
        }

        return [.. all];
    }

    // Children of children too: the driver starts the browser, the browser its own.
    private static int[] Descendants(int parent)
    {
        ILookup<int, int> children = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!))
            .Select(id => (Id: id, Parent: ParentOf(id))).ToLookup(p => p.Parent, p => p.Id);
        var all = new List<int>();
        var next = new Queue<int>([parent]);
        while (next.TryDequeue(out int id))
        {
            foreach (int child in children[id])
            {
                all.Add(child);
                next.Enqueue(child);
            }
        }

        return [.. all];
    }

    private static int ParentOf(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
