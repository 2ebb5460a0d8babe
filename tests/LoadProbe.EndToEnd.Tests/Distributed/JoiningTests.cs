using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>From <c>link init</c> to an agent that was invited, each in its own process.</summary>
public sealed class JoiningTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    [Fact]
    public async Task An_agent_joins_by_a_token_dials_and_goes_on_after_a_restart_without_it_until_it_is_removed()
    {
        string program = Machine.Need("nats-server");
        using var dialled = new PlainServer(_ => Task.CompletedTask);
        await WriteAsync("limits.yaml", "egress: [127.0.0.0/8]\n");
        await WriteAsync("targets.yaml", $"dialled: {{ address: {dialled.Address}, class: test }}\n");
        await WriteAsync("probes/health.yaml", "target: dialled\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        int port = Machine.FreePort();
        Ended set = await Running.LoadProbeAsync($"link init {_folder}/link --port {port} --host nats.example.com");
        Assert.True(set.ExitCode == 0, $"{set}");
        Ended again = await Running.LoadProbeAsync($"link init {_folder}/link --port {port}");
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("is not empty", again.Error);

        string server = $"tls://127.0.0.1:{port}", state = $"{_folder}/agent";
        await using Running nats = Running.Start(program, $"-c {_folder}/link/nats-server.conf -a 127.0.0.1");
        await nats.LineAsync("Server is ready");
        await using Running controller = Running.Start(Machine.Program, $"controller --listen 127.0.0.1:0 --link {server} --link-keys {_folder}/link --store {_folder}/store.db --probes {_folder}/probes");
        Uri pages = await controller.AddressAsync();
        using var client = new HttpClient();

        HttpResponseMessage invited = await client.PostAsJsonAsync(new Uri(pages, "/api/invitations"), new { agent = "sh-1", expires_in_seconds = 600 });
        string token = (await invited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        await WriteAsync("token", token + "\n");
        await using (Running agent = Running.Start(Machine.Program, $"agent --join @{_folder}/token --state {state} --limits {_folder}/limits.yaml"))
        {
            await agent.LineAsync($"joined {server} as sh-1");
            await DialledAsync(client, pages, new HashSet<string>(), agent, controller);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode($"{state}/agent.creds"));
        Ended second = await Running.RunAsync("/bin/sh", $"-c \"{Machine.Program} agent --join - --state {_folder}/other < {_folder}/token\"", Limit);
        Assert.Equal(5, second.ExitCode);
        Assert.Contains("each is good for once", second.Error);

        await using (Running agent = Running.Start(Machine.Program, $"agent --controller {server} --state {state} --limits {_folder}/limits.yaml"))
        {
            await agent.LineAsync($"joined {server} as sh-1");
            await DialledAsync(client, pages, await ResultsAsync(client, pages), agent, controller);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(new Uri(pages, "/api/agents/sh-1"))).StatusCode);
        await using Running removed = Running.Start(Machine.Program, $"agent --controller {server} --state {state} --limits {_folder}/limits.yaml");
        await removed.LineAsync("the credentials are not renewed: agent sh-1 was removed");
        Assert.DoesNotContain(controller.Lines, l => l.Contains("Violation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Over_a_cluster_an_agent_joins_and_dials_on_whichever_server_is_lost()
    {
        string program = Machine.Need("nats-server");
        using var dialled = new PlainServer(_ => Task.CompletedTask);
        await WriteAsync("limits.yaml", "egress: [127.0.0.0/8]\n");
        await WriteAsync("targets.yaml", $"dialled: {{ address: {dialled.Address}, class: test }}\n");
        await WriteAsync("probes/health.yaml", "target: dialled\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        // Three machines, as far as sockets can tell.
        string[] hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];
        int port = Machine.FreePort(), routes = Machine.FreePort();
        Ended set = await Running.LoadProbeAsync($"link init {_folder}/link --port {port} --route-port {routes} {string.Join(' ', hosts.Select(h => $"--server {h}"))}");
        Assert.True(set.ExitCode == 0 && set.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == 3, $"{set}");
        string servers = string.Join(',', hosts.Select(h => $"tls://{h}:{port}"));
        Assert.Contains($"--link {servers}", set.Error);
        await using Running first = Nats(hosts[0]), second = Nats(hosts[1]), third = Nats(hosts[2]);
        foreach (Running server in (Running[])[first, second, third]) await server.LineAsync("Server is ready");

        await using Running controller = Running.Start(Machine.Program, $"controller --listen 127.0.0.1:0 --link {servers} --link-keys {_folder}/link --store {_folder}/store.db --probes {_folder}/probes");
        Uri pages = await controller.AddressAsync();
        using var client = new HttpClient();
        await InviteAsync("sh-1");
        await using Running agent = Running.Start(Machine.Program, $"agent --join @{_folder}/sh-1 --state {_folder}/agent --limits {_folder}/limits.yaml");
        await agent.LineAsync($"joined {servers} as sh-1");
        await DialledAsync(client, pages, new HashSet<string>(), agent, controller);

        await InviteAsync("sh-2");
        first.Signal("KILL");
        await first.ExitAsync(Limit);
        await DialledAsync(client, pages, await ResultsAsync(client, pages), agent, controller);
        // Its token knows all servers, too.
        await using Running late = Running.Start(Machine.Program, $"agent --join @{_folder}/sh-2 --state {_folder}/late --limits {_folder}/limits.yaml");
        await late.LineAsync($"joined {servers} as sh-2");

        await using Running back = Nats(hosts[0]);
        await back.LineAsync("Server is ready");
        second.Signal("KILL");
        await second.ExitAsync(Limit);
        await DialledAsync(client, pages, await ResultsAsync(client, pages), agent, controller);

        Running Nats(string host) => Running.Start(program, $"-c {_folder}/link/{host}/nats-server.conf -a {host} --cluster_listen nats://{host}:{routes}");

        async Task InviteAsync(string name)
        {
            HttpResponseMessage invited = await client.PostAsJsonAsync(new Uri(pages, "/api/invitations"), new { agent = name });
            await WriteAsync(name, (await invited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!);
        }
    }

    [Theory]
    [InlineData("link init /nowhere/link --port 70000", 2, "--port 70000 is not a port")]
    [InlineData("link init /nowhere/link --server a.example --server b.example", 2, "2 servers are no cluster")]
    [InlineData("link init /nowhere/link --server a.example --host b.example", 2, "--host is of the one server")]
    [InlineData("link init /nowhere/link --at etc/nats", 2, "etc/nats is no whole path")]
    [InlineData("agent --join nothing", 2, "--join: that is not a token, or not a whole one")]
    [InlineData("agent --join @/nowhere/token", 2, "Error reading response file '/nowhere/token'")]
    [InlineData("agent --controller tls://127.0.0.1:1 --state /nowhere", 5, "/nowhere has no credentials: join with a token first")]
    [InlineData("agent --state /nowhere", 2, "--state needs --controller")]
    [InlineData("controller --link tls://127.0.0.1:1 --link-keys /nowhere", 2, "/nowhere has no keys of a link")]
    [InlineData("controller --link tls://127.0.0.1:1 --credentials-for 1s", 2, "--credentials-for 1s is not between 10s and 30d")]
    public async Task What_cannot_work_is_said_before_anything_is_connected(string arguments, int exit, string complaint)
    {
        Ended ended = await Running.LoadProbeAsync(arguments);

        Assert.True(ended.ExitCode == exit, $"{ended}");
        Assert.Contains(complaint, ended.Error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A result that was not there before.
    private static async Task DialledAsync(HttpClient client, Uri pages, HashSet<string> before, params Running[] said)
    {
        using var late = new CancellationTokenSource(Limit);
        while ((await ResultsAsync(client, pages)).IsSubsetOf(before))
        {
            Assert.False(late.IsCancellationRequested, $"no result came: {string.Join('\n', said.SelectMany(s => s.Lines))}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<HashSet<string>> ResultsAsync(HttpClient client, Uri pages) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(new Uri(pages, "/api/probes/health/results?count=1000"))).EnumerateArray()
            .Where(r => r.GetProperty("agent").GetString() == "sh-1").Select(r => r.GetProperty("started").GetString()!)];

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
        await File.WriteAllTextAsync(Path.Combine(_folder, path), text);
    }
}
