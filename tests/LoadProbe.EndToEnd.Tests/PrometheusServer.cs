using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Debian's Prometheus, started by the test that needs it.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prometheus-").FullName;
    private readonly HttpClient _client = new();
    private Running? _server;

    public Uri Address { get; private set; } = null!;

    /// <summary>Starts one that scrapes an address each second; itself when null.</summary>
    public static Task<PrometheusServer> StartAsync(Uri? scraped) => ConfiguredAsync((prometheus, _) =>
        $"global: {{ scrape_interval: 1s }}\nscrape_configs: [ {{ job_name: loadprobe, static_configs: [ {{ targets: ['{(scraped ?? prometheus).Authority}'] }} ] }} ]\n");

    /// <param name="written">Its configuration, from its own address and a folder for more files.</param>
    public static async Task<PrometheusServer> ConfiguredAsync(Func<Uri, string, string> written)
    {
        string program = Machine.Need("prometheus");
        var prometheus = new PrometheusServer { Address = new Uri($"http://127.0.0.1:{Machine.FreePort()}") };
        string config = Path.Combine(prometheus._folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, written(prometheus.Address, prometheus._folder));
        prometheus._server = Running.Start(program, $"--config.file={config} --storage.tsdb.path={prometheus._folder}/data --web.listen-address={prometheus.Address.Authority}");
        await prometheus._server.LineAsync("Server is ready to receive web requests");
        return prometheus;
    }

    /// <summary>Kills it, holds it, lets it go on.</summary>
    public void Signal(string name) => _server!.Signal(name);

    /// <summary>The answer to an instant query, as label sets and values.</summary>
    public async Task<IReadOnlyList<(JsonElement Labels, double Value)>> QueryAsync(string query)
    {
        using JsonDocument answer = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, $"/api/v1/query?query={Uri.EscapeDataString(query)}")));
        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(r => (r.GetProperty("metric").Clone(), double.Parse(r.GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture)))];
    }

    /// <summary>The names and labels of the alerts that fire.</summary>
    public async Task<IReadOnlyList<JsonElement>> AlertsAsync()
    {
        using JsonDocument answer = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, "/api/v1/alerts")));
        return [.. answer.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray().Where(a => a.GetProperty("state").GetString() == "firing").Select(a => a.GetProperty("labels").Clone())];
    }

    /// <summary>Asks until the query has an answer.</summary>
    public async Task<IReadOnlyList<(JsonElement Labels, double Value)>> EventuallyAsync(string query)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await QueryAsync(query);
            if (answer.Count > 0) return answer;
            Assert.False(late.IsCancellationRequested, $"Prometheus has no answer to {query}");
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
