using System.Globalization;
using System.Net;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Packets that an agent keeps on its disk, and what is taken out of them.</summary>
public sealed class KeptPacketsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-packets-").FullName;

    [Fact]
    public async Task An_agent_keeps_the_packets_of_its_dials_and_they_are_fetched_and_analysed()
    {
        Machine.NeedCapture();
        using var one = new PlainServer(_ => Task.CompletedTask);
        using var other = new PlainServer(_ => Task.CompletedTask);
        string probes = Directory.CreateDirectory(Path.Combine(_folder, "probes")).FullName, kept = Path.Combine(_folder, "kept");
        Write(probes, "one", one.Address);
        Write(probes, "other", other.Address);
        await using Running agent = Running.Start(Machine.Program, $"agent --capture --probes {probes} --packets {kept} --listen 127.0.0.1:0");
        Uri address = await agent.AddressAsync();
        using var client = new HttpClient { BaseAddress = address };
        await SeenAsync(client, "one");
        await SeenAsync(client, "other");
        string metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Matches("\nloadprobe_capture_kept_bytes{agent=\"[^\"]+\"} [1-9]", metrics);
        Assert.Matches("\nloadprobe_capture_unkept_packets_total{agent=\"[^\"]+\"} 0\n", metrics);

        string all = Path.Combine(_folder, "all.pcapng"), some = Path.Combine(_folder, "some.pcapng");
        Ended fetched = await Running.LoadProbeAsync($"capture fetch {address} --output {all}");
        Assert.True(fetched.ExitCode == 0 && fetched.Error.TrimEnd().EndsWith(" packets", StringComparison.Ordinal), fetched.ToString());
        Assert.Equal(((int[])[one.Address.Port, other.Address.Port]).Order(), (await FlowsAsync(all)).Distinct().Order());

        fetched = await Running.LoadProbeAsync($"capture fetch {address} --port {one.Address.Port} --host 127.0.0.1 --from 5m --output {some}");
        Assert.True(fetched.ExitCode == 0, fetched.ToString());
        Assert.All(await FlowsAsync(some), port => Assert.Equal(one.Address.Port, port));
        Assert.All(await FlowsAsync($"{all} --port {one.Address.Port}"), port => Assert.Equal(one.Address.Port, port));
        Assert.Empty(await FlowsAsync($"{all} --host 127.0.0.9"));

        // What two files hold is one capture.
        long first = await PacketsAsync(all), second = await PacketsAsync(some);
        Assert.Equal(first + second, await PacketsAsync($"{all} {some}"));

        fetched = await Running.LoadProbeAsync($"capture fetch {kept} --port {one.Address.Port} --output {some}");
        Assert.True(fetched.ExitCode == 0, fetched.ToString());
        Assert.All(await FlowsAsync(some), port => Assert.Equal(one.Address.Port, port));

        fetched = await Running.LoadProbeAsync($"capture fetch {address} --to yesterday");
        Assert.Equal((2, "--to=yesterday is not an instant: write for instance --to=2026-03-01T09:30:00Z, or how long ago: --to=24h\n"), (fetched.ExitCode, fetched.Error));
        fetched = await Running.LoadProbeAsync($"capture fetch {_folder}");
        Assert.Equal((2, $"{_folder}: no agent keeps packets there\n"), (fetched.ExitCode, fetched.Error));
    }

    [Fact]
    public async Task Packets_are_not_told_to_everybody()
    {
        Machine.NeedCapture();
        string token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, "0123456789abcdef0123456789abcdef", TestContext.Current.CancellationToken);
        await using (Running open = Running.Start(Machine.Program, $"agent --capture --packets {Path.Combine(_folder, "a")} --listen 0.0.0.0:0"))
        {
            int port = (await open.AddressAsync()).Port;
            Ended refused = await Running.LoadProbeAsync($"capture fetch http://127.0.0.1:{port}");
            Assert.Equal((5, $"http://127.0.0.1:{port}: 403 packets hold what was said: they are told to whoever shows a token (--metrics-token-file), or on 127.0.0.1 and [::1]\n"), (refused.ExitCode, refused.Error));
        }

        await using Running closed = Running.Start(Machine.Program, $"agent --capture --packets {Path.Combine(_folder, "b")} --listen 0.0.0.0:0 --metrics-token-file {token}");
        var address = new Uri($"http://127.0.0.1:{(await closed.AddressAsync()).Port}");
        Ended stranger = await Running.LoadProbeAsync($"capture fetch {address}");
        Assert.True(stranger.ExitCode == 5 && stranger.Error.Contains("401", StringComparison.Ordinal), stranger.ToString());
        Ended known = await Running.LoadProbeAsync($"capture fetch {address} --token-file {token} --output {Path.Combine(_folder, "none.pcapng")}");
        Assert.Equal((0, "0 packets\n"), (known.ExitCode, known.Error));

        await using Running none = Running.Start(Machine.Program, "agent --capture --packets-limit 0 --listen 127.0.0.1:0");
        Ended nothing = await Running.LoadProbeAsync($"capture fetch {await none.AddressAsync()}");
        Assert.True(nothing.ExitCode == 5 && nothing.Error.Contains("404 this agent keeps no packets", StringComparison.Ordinal), nothing.ToString());
    }

    [Fact]
    public async Task Over_TLS_the_agent_is_believed_by_its_own_authority_only()
    {
        Machine.NeedCapture();
        string token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, "0123456789abcdef0123456789abcdef", TestContext.Current.CancellationToken);
        LoopbackCertificate.Write("loadprobe test", $"{_folder}/cert.pem", $"{_folder}/key.pem");
        await using Running agent = Running.Start(Machine.Program, $"agent --capture --packets {Path.Combine(_folder, "tls")} --listen 0.0.0.0:0 --tls-certificate {_folder}/cert.pem --tls-key {_folder}/key.pem --metrics-token-file {token}");
        string address = $"https://127.0.0.1:{(await agent.AddressAsync("listening on https://")).Port}";
        Ended doubted = await Running.LoadProbeAsync($"capture fetch {address} --token-file {token}");
        Assert.True(doubted.ExitCode == 5 && doubted.Error.Contains("SSL", StringComparison.Ordinal), doubted.ToString());
        Ended believed = await Running.LoadProbeAsync($"capture fetch {address} --token-file {token} --ca {_folder}/cert.pem --output {Path.Combine(_folder, "tls.pcapng")}");
        Assert.Equal((0, "0 packets\n"), (believed.ExitCode, believed.Error));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Write(string folder, string name, Uri target) =>
        File.WriteAllText(Path.Combine(folder, $"{name}.yaml"), $"target: {target}\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /\n");

    // A run is told of after its packets were joined to it, so these are there.
    private static async Task SeenAsync(HttpClient client, string probe)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await client.GetStringAsync("/metrics", late.Token)).Contains(string.Create(CultureInfo.InvariantCulture, $"loadprobe_probe_runs_total{{probe=\"{probe}\""), StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, late.Token);
        }
    }

    private static async Task<int[]> FlowsAsync(string arguments) =>
        [.. (await AnalyzeAsync(arguments)).GetProperty("flows").EnumerateArray().Select(flow => IPEndPoint.Parse(flow.GetProperty("server").GetString()!).Port)];

    private static async Task<long> PacketsAsync(string arguments) => (await AnalyzeAsync(arguments)).GetProperty("packets").GetInt64();

    private static async Task<JsonElement> AnalyzeAsync(string arguments)
    {
        Ended ended = await Running.LoadProbeAsync($"analyze {arguments} --json");
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended.Json;
    }
}
