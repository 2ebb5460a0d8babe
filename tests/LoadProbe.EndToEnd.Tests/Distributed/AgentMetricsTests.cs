using System.Net.Http.Headers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using LoadProbe.Controller.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>What an agent that has joined serves itself: its health, and what it measures.</summary>
public sealed class AgentMetricsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
    private readonly HttpClient _client = new();

    [Fact]
    public async Task It_serves_its_own_results_its_link_and_what_waits_on_its_disk()
    {
        Machine.Need("promtool");
        using var dialled = new PlainServer(_ => Task.CompletedTask);
        await WriteAsync("limits.yaml", "egress: [ 127.0.0.1 ]\n");
        await WriteAsync("targets.yaml", $"dialled: {{ address: {dialled.Address}, class: test }}\n");
        await WriteAsync("probes/health.yaml", "target: dialled\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        await using NatsServers nats = await NatsServers.StartAsync(_folder);
        await nats.KillAsync(0);
        await using Running agent = Running.Start(Machine.Program, $"agent --controller {nats.Address} --name east --label city=Kiel --state {_folder}/state --limits {_folder}/limits.yaml --listen 127.0.0.1:0");
        Uri at = await agent.AddressAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no NATS server\n"), await GetAsync(at, "/readyz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(at, "/healthz"));

        await nats.StartAsync(0);
        await using Running controller = Running.Start(Machine.Program, $"controller --listen 127.0.0.1:0 --link {nats.Address} --store {_folder}/store.db --probes {_folder}/probes");
        await UntilAsync(at, "loadprobe_probe_runs_total{probe=\"health\",target=\"dialled\",agent=\"east\",verdict=\"pass\"}");
        await UntilAsync(at, "loadprobe_agent_waiting_messages{agent=\"east\",kind=\"result\"} 0");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(at, "/readyz"));
        string metrics = await UntilAsync(at, "loadprobe_agent_link_open{agent=\"east\"} 1");
        foreach (string series in (string[])["loadprobe_build_info{", "loadprobe_agent_info{agent=\"east\",region=\"\",city=\"Kiel\"", "loadprobe_probe_success{probe=\"health\",target=\"dialled\",agent=\"east\"} 1", "loadprobe_link_events_total{end=\"agent\",agent=\"east\",event=\"unkept\"} 0"]) Assert.Contains(series, metrics);
        Assert.Equal(("", 0), await Promtool.CheckAsync("metrics", metrics));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(at, "/probe?target=127.0.0.1")).Status);

        await nats.KillAsync(0);
        await UntilAsync(at, "loadprobe_agent_link_open{agent=\"east\"} 0");
        string waiting = await UntilAsync(at, "loadprobe_agent_waiting_messages{agent=\"east\",kind=\"result\"} 2");
        Assert.DoesNotContain("loadprobe_agent_waiting_bytes{agent=\"east\",kind=\"result\"} 0\n", waiting);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(at, "/readyz")).Status);
    }

    [Fact]
    public async Task Beyond_this_machine_it_is_served_over_TLS_to_whoever_has_the_token()
    {
        WriteCertificate();
        await WriteAsync("token", "0123456789abcdef0123456789abcdef\n");
        await using Running agent = Running.Start(Machine.Program, $"agent --controller nats://127.0.0.1:1 --name east --state {_folder}/state --listen 0.0.0.0:0 --tls-certificate {_folder}/cert.pem --tls-key {_folder}/key.pem --metrics-token-file {_folder}/token");
        var at = new UriBuilder(await agent.AddressAsync("listening on https://")) { Host = "127.0.0.1" }.Uri;
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=loadprobe test" };
        using var client = new HttpClient(handler) { BaseAddress = at };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/readyz")).StatusCode);
        foreach (string? token in (string?[])[null, "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdef0"])
        {
            client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            foreach (string path in (string[])["/metrics", "/", "/nowhere"])
            {
                using HttpResponseMessage refused = await client.GetAsync(path);
                Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (refused.StatusCode, $"{refused.Headers.WwwAuthenticate}"));
            }
        }

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdef0123456789abcdef");
        Assert.Contains("loadprobe_agent_link_open{agent=\"east\"} 0", await client.GetStringAsync("/metrics"));
    }

    [Theory]
    [InlineData("--listen 0.0.0.0:0", "beyond 127.0.0.1 and [::1]")]
    [InlineData("--listen [::]:0 --metrics-token-file {0}/token", "beyond 127.0.0.1 and [::1]")]
    [InlineData("--listen 0.0.0.0:0 --tls-certificate {0}/cert.pem --tls-key {0}/key.pem", "beyond 127.0.0.1 and [::1]")]
    [InlineData("--listen nowhere", "is not HOST:PORT")]
    [InlineData("--listen 127.0.0.1:0 --tls-key {0}/key.pem", "--tls-certificate and --tls-key go together")]
    [InlineData("--listen 127.0.0.1:0 --metrics-token-file {0}/short", "short has no token, which is one word of 16 signs or more")]
    [InlineData("--listen 127.0.0.1:0 --metrics-token-file {0}/none", "--metrics-token-file {0}/none: ")]
    [InlineData("--metrics-token-file {0}/token", "--metrics-token-file is of no use without --listen")]
    public async Task What_would_be_open_to_anybody_or_of_no_use_is_refused_before_anything_is_connected(string arguments, string complaint)
    {
        WriteCertificate();
        await WriteAsync("token", "0123456789abcdef\n");
        await WriteAsync("short", "0123456789abcde\n");
        Ended ended = await Running.LoadProbeAsync($"agent --controller nats://127.0.0.1:1 {arguments.Replace("{0}", _folder)}");

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(complaint.Replace("{0}", _folder), ended.Error);
    }

    [Fact]
    public async Task Untold_it_listens_to_nobody()
    {
        string program = Machine.Need("ss");
        await using NatsServers nats = await NatsServers.StartAsync(_folder);
        await using Running agent = Running.Start(Machine.Program, $"agent --controller {nats.Address} --name east --state {_folder}/state");
        await agent.LineAsync($"joined {nats.Address} as east");
        string listening = (await Running.RunAsync(program, "-lntpH", Limit)).Output;
        Assert.Contains($"pid={nats[0].Id},", listening);
        Assert.DoesNotContain($"pid={agent.Id},", listening);
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(Uri at, string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(at, path));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<string> UntilAsync(Uri at, string series)
    {
        using var late = new CancellationTokenSource(Limit);
        while (true)
        {
            string metrics = await _client.GetStringAsync(new Uri(at, "/metrics"));
            if (metrics.Contains(series, StringComparison.Ordinal)) return metrics;
            Assert.False(late.IsCancellationRequested, $"there is no {series}:\n{metrics}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = new CertificateRequest("CN=loadprobe test", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, path))!);
        await File.WriteAllTextAsync(Path.Combine(_folder, path), text);
    }
}
