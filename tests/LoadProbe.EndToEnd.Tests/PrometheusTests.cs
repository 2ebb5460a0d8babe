using System.Text.Json;
using LoadProbe.Controller.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The real Prometheus: as a target that nobody here wrote, and as the reader of our metrics.</summary>
public sealed class PrometheusTests
{
    [Fact]
    public async Task The_examples_dial_and_press_a_Prometheus()
    {
        Machine.Need("chromium");
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(null);
        await prometheus.EventuallyAsync("prometheus_build_info");
        Ended api = await Running.LoadProbeAsync($"once probes/prometheus-api.yaml --target {prometheus.Address}");
        Assert.True(api.ExitCode == 0, api.ToString());
        Ended page = await Running.LoadProbeAsync($"once probes/prometheus-page.yaml --target {prometheus.Address}");
        Assert.True(page.ExitCode == 0, page.ToString());
        string store = Path.GetTempFileName();
        Ended run = await Running.LoadProbeAsync($"run scenarios/prometheus-query.yaml --target {prometheus.Address} --json - --store {store}.db");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(4000, run.Json.GetProperty("totals").GetProperty("sent").GetInt64());
        Assert.Equal(0, run.Json.GetProperty("totals").GetProperty("failed").GetInt64());
    }

    [Fact]
    public async Task The_demo_shows_all_it_is_to_show_and_Prometheus_reads_its_metrics()
    {
        Machine.Need("chromium");
        Machine.NeedCapture();
        Machine.Need("promtool");
        string folder = Directory.CreateTempSubdirectory("loadprobe-demo-").FullName;
        await using Running demo = Running.Start(Machine.Program, $"demo --for 100s --listen 127.0.0.1:0 --output {folder}");
        Uri pages = await demo.AddressAsync();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(pages);
        Assert.Equal(1, (await prometheus.EventuallyAsync("up == 1")).Single().Value);
        await demo.LineAsync("== 4. What was seen", TimeSpan.FromMinutes(2));

        foreach (string family in (string[])[
            "loadprobe_probe_success", "loadprobe_probe_runs_total", "loadprobe_probe_duration_seconds_count", "loadprobe_step_duration_seconds", "loadprobe_probe_last_run_timestamp_seconds",
            "loadprobe_schedule_lateness_seconds_count", "loadprobe_agent_info", "loadprobe_run_arrivals_total", "loadprobe_run_response_seconds_count", "loadprobe_run_service_seconds_count",
            "loadprobe_run_lateness_seconds_count", "loadprobe_run_target_rate", "loadprobe_run_in_flight", "loadprobe_run_state", "loadprobe_net_rtt_seconds", "loadprobe_net_server_response_seconds", "loadprobe_net_loss_ratio",
            "loadprobe_net_retransmissions_total", "loadprobe_capture_dropped_packets_total", "loadprobe_probe_skipped_total"])
        {
            Assert.NotEmpty(await prometheus.EventuallyAsync(family));
        }

        Assert.All(await prometheus.QueryAsync("loadprobe_run_arrivals_total{state=\"due\"}"), s => Assert.InRange(s.Value, 1600, 3200));
        Assert.Empty(await prometheus.QueryAsync("sum by (scenario) (loadprobe_run_arrivals_total{state=~\"sent|dropped\"}) != on (scenario) loadprobe_run_arrivals_total{state=\"due\"}"));
        Assert.NotEmpty(await prometheus.QueryAsync("loadprobe_run_state{state=\"aborted\"} == 1"));
        Assert.NotEmpty(await prometheus.QueryAsync("loadprobe_probe_runs_total{probe=\"order-api\", verdict=\"fail\"} > 0"));
        Assert.All(await prometheus.QueryAsync("loadprobe_probe_success"), s => Assert.Equal(["__name__", "agent", "instance", "job", "probe", "target"], s.Labels.EnumerateObject().Select(l => l.Name).Order()));
        await CheckAsync(pages);

        Assert.Equal(0, await demo.ExitAsync(TimeSpan.FromSeconds(60)));
        string[] said = [.. demo.Lines];
        Assert.Contains(said, l => l.StartsWith("the dial test:  fail, place order: took 9", StringComparison.Ordinal));
        Assert.Contains(said, l => l.StartsWith("the packets:    server time 9", StringComparison.Ordinal) && l.EndsWith("it is the server, not the network", StringComparison.Ordinal));
        Assert.Contains(said, l => l.StartsWith("the guard:      probe order-api fails", StringComparison.Ordinal));
        Assert.Contains(said, l => l.StartsWith("the load:       stopped", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task CheckAsync(Uri pages)
    {
        using var client = new HttpClient();
        Assert.Equal(("", 0), await Promtool.CheckAsync("metrics", await client.GetStringAsync(new Uri(pages, "/metrics"))));
    }
}
