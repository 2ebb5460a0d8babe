using System.Net;
using LoadProbe.Metrics;
using LoadProbe.Probing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoadProbe.Agent.Tests;

/// <summary>An agent by itself, asked as Prometheus and people ask blackbox_exporter.</summary>
public sealed class BlackboxEndpointTests : IAsyncLifetime
{
    private const string Config = """
        modules:
          http_2xx: { prober: http }
          hosted: { prober: http, http: { headers: { Host: shop.example }, basic_auth: { username: u, password: hush } } }
          quick: { prober: http, timeout: 2s }
        """;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.yml");
    private readonly HttpClient _client = new();
    private WebApplication _app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_file, Config, Token);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var metrics = new MetricsBook("test");
        BlackboxModules modules = Definitions.DefinitionFiles.LoadBlackbox(_file).Value!;
        _app.MapAgent(metrics, new BlackboxDesk(_file, modules, metrics.Blackbox, TimeProvider.System), NoSecrets.Instance, packets: null, isOpen: false, egress: null, TimeProvider.System);
        await _app.StartAsync(Token);
        _client.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task Refuses_in_the_exporters_order_and_words()
    {
        Assert.Equal((400, "Unknown module \"no\\\"such\"\n"), await GetAsync("/probe?module=no%22such", "abc"));
        Assert.Equal((500, "Failed to parse timeout from Prometheus header: strconv.ParseFloat: parsing \"abc\": invalid syntax\n"), await GetAsync("/probe", "abc"));
        Assert.Equal((400, "Target parameter is missing\n"), await GetAsync("/probe?hostname=other&module=hosted", "10"));
        Assert.Equal((400, "host header defined both in module configuration (<secret>) and with URL-parameter 'hostname' (other)\n"), await GetAsync("/probe?hostname=other&module=hosted&target=127.0.0.1:1"));
        Assert.Equal(200, (await GetAsync("/probe?hostname=shop.example&module=hosted&target=127.0.0.1:1")).Status);
        Assert.Contains("\nblackbox_module_unknown_total 1\n", (await GetAsync("/metrics")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http_2xx", null, "119.5")]
    [InlineData("http_2xx", "0", "119.5")]
    [InlineData("http_2xx", "10", "9.5")]
    [InlineData("quick", "10", "2")]
    [InlineData("quick", "1.5", "1")]
    [InlineData("quick", "0.3", "2")]
    [InlineData("http_2xx", "0.3", "0")]
    public async Task A_probe_may_take_what_the_scrape_allows_but_for_half_a_second_and_no_longer_than_its_module(string module, string? header, string allowed)
    {
        (int status, string body) = await GetAsync($"/probe?target=127.0.0.1:1&module={module}", header);
        Assert.Equal(200, status);
        Assert.Contains($"\nprobe_timeout_seconds {allowed}\n", body, StringComparison.Ordinal);
        Assert.Contains("\nprobe_success 0\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_are_written_as_Go_writes_them()
    {
        string body = (await GetAsync("/probe?target=127.0.0.1:1")).Body;
        Assert.Contains("# HELP probe_ip_addr_hash Specifies the hash of IP address. It's useful to detect if the IP address changes.\n# TYPE probe_ip_addr_hash gauge\nprobe_ip_addr_hash 3.668918509e+09\n", body, StringComparison.Ordinal);
        Assert.Contains("probe_http_duration_seconds{phase=\"connect\"} 0\nprobe_http_duration_seconds{phase=\"processing\"} 0\nprobe_http_duration_seconds{phase=\"resolve\"} ", body, StringComparison.Ordinal);
        string[] names = [.. body.Split('\n').Where(l => l.StartsWith("# HELP ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(-62135596800, "-6.21355968e+10")]
    [InlineData(123456, "123456")]
    [InlineData(1000000, "1e+06")]
    [InlineData(0.00005123, "5.123e-05")]
    [InlineData(0.000103275, "0.000103275")]
    [InlineData(119.5, "119.5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void Numbers_are_the_exporters(double value, string written)
    {
        var figures = new BlackboxFigures();
        figures.Set("x", "A \\ and\na line.", value, ("b", "\"\\\n"), ("a", "é"));
        Assert.Equal($"# HELP x A \\\\ and\\na line.\n# TYPE x gauge\nx{{a=\"é\",b=\"\\\"\\\\\\n\"}} {written}\n", BlackboxExposition.Of(figures));
    }

    [Fact]
    public async Task The_last_runs_can_be_looked_at()
    {
        await GetAsync("/probe?target=127.0.0.1:1");
        string shown = (await GetAsync("/probe?target=127.0.0.1:1%3Cb%3E&debug=true")).Body;
        Assert.StartsWith("Logs for the probe:\n", shown, StringComparison.Ordinal);
        Assert.Contains("\n\n\nMetrics that would have been returned:\n# HELP ", shown, StringComparison.Ordinal);
        Assert.Contains("\n\n\nModule configuration:\nprober: http\n", shown, StringComparison.Ordinal);
        Assert.Equal((200, shown), await GetAsync("/logs?id=1"));
        Assert.Equal((500, "Invalid probe id\n"), await GetAsync("/logs?id=x"));
        Assert.Equal((404, "Probe id not found\n"), await GetAsync("/logs?id=2"));
        string page = (await GetAsync("/")).Body;
        Assert.Contains("<td>http_2xx</td><td>127.0.0.1:1&lt;b&gt;</td><td><strong>Failure</strong></td><td><a href=\"logs?id=1\">Logs</a></td>", page, StringComparison.Ordinal);
        Assert.Equal((200, "Healthy"), await GetAsync("/-/healthy"));
    }

    [Fact]
    public void A_failure_is_remembered_beyond_the_last_hundred_and_no_success_is()
    {
        var history = new BlackboxHistory();
        var module = new BlackboxModule { Name = "m", Prober = BlackboxProber.Http };
        for (int i = 0; i < 350; i++) history.Add(success: i % 2 == 0, new BlackboxAnswer(new BlackboxCall($"run {i}", module, "", TimeSpan.Zero, NoSecrets.Instance, null, TimeProvider.System), ""));
        Assert.Equal(200, history.All.Count);
        Assert.Equal("run 349", history.All[^1].Answer.Call.Target);
        Assert.Equal("run 51", history.Find(51)?.Answer.Call.Target);
        Assert.Null(history.Find(50));
        Assert.Null(history.Find(49));
    }

    [Fact]
    public async Task A_file_with_a_mistake_leaves_in_force_what_was()
    {
        Assert.Equal((405, "This endpoint requires a POST request.\n"), await GetAsync("/-/reload"));
        await File.WriteAllTextAsync(_file, "modules:\n  http_2xx: { prober: http, tiemout: 1s }\n", Token);
        using HttpResponseMessage broken = await _client.PostAsync("/-/reload", null, Token);
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        Assert.Contains($"failed to reload config: {_file}:2:29: ", await broken.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("\nblackbox_exporter_config_last_reload_successful 0\n", (await GetAsync("/metrics")).Body, StringComparison.Ordinal);
        Assert.Contains("hosted:", (await GetAsync("/config")).Body, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_file, "modules:\n  other: { prober: tcp }\n", Token);
        using HttpResponseMessage mended = await _client.PutAsync("/-/reload", null, Token);
        Assert.Equal(HttpStatusCode.OK, mended.StatusCode);
        Assert.Contains("\nblackbox_exporter_config_last_reload_successful 1\n", (await GetAsync("/metrics")).Body, StringComparison.Ordinal);
        Assert.Equal(400, (await GetAsync("/probe?target=x&module=hosted")).Status);
    }

    [Fact]
    public async Task The_configuration_is_shown_without_its_secrets()
    {
        string config = (await GetAsync("/config")).Body;
        Assert.Contains("password: <secret>", config, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", config, StringComparison.Ordinal);
    }

    private async Task<(int Status, string Body)> GetAsync(string path, string? timeout = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (timeout is not null) request.Headers.Add("X-Prometheus-Scrape-Timeout-Seconds", timeout);
        using HttpResponseMessage answer = await _client.SendAsync(request, Token);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
