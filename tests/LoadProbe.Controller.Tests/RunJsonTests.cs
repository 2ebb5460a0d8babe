using System.Text.Json;

namespace LoadProbe.Controller.Tests;

public sealed class RunJsonTests
{
    [Fact]
    public async Task A_stopped_run_is_written_with_every_key_that_others_rely_on()
    {
        Controlled run = await Controlled.StartAsync("response p99 < 300ms over 1s, else abort", "probe login-page fails, else abort");
        run.Hear(run.Dialled(Outcome.Ok));
        await run.Agent.SecondAsync(response: 0.9);
        await run.Agent.LeaseAsync(LeasePhase.Stop);
        using JsonDocument json = JsonDocument.Parse(RunJson.Text(await run.EndAsync()));
        JsonElement root = json.RootElement;

        Has(root, "id", "scenario", "target", "state", "verdict", "reasons", "started", "ended", "plan", "totals", "latency", "steps", "generator", "guards", "stopped", "series", "probes");
        Has(root.GetProperty("totals"), "due", "sent", "dropped", "completed", "failed", "bytes_sent", "bytes_received", "dropped_by");
        Has(root.GetProperty("totals").GetProperty("dropped_by"), "cap", "saturated", "guard", "lease", "ceiling", "held");
        Has(root.GetProperty("latency"), "response", "service", "lateness");
        Has(root.GetProperty("latency").GetProperty("response"), "count", "min", "mean", "p50", "p75", "p90", "p95", "p99", "p999", "max");
        Has(root.GetProperty("steps")[0], "name", "completed", "failed", "outcomes", "response", "service", "phases");
        Has(root.GetProperty("generator"), "cpu_fraction", "gc_pause_fraction", "lateness_p99_seconds", "valid", "cpu_wait_fraction", "use_of_allowed", "throttled_fraction", "pool_delay_seconds", "memory_bytes", "open_files");
        JsonElement second = root.GetProperty("series")[0];
        Has(second, "at_seconds", "seconds", "target_rate", "due", "sent", "dropped", "dropped_by", "completed", "failed", "in_flight", "oldest_in_flight_seconds", "response", "service", "lateness", "cpu_fraction", "errors", "steps", "generator", "histograms");
        Has(second.GetProperty("generator"), "cpu_fraction", "cpu_wait_fraction", "use_of_allowed", "gc_pause_fraction", "throttled_fraction", "pool_delay_seconds", "memory_bytes", "open_files");
        Has(second.GetProperty("steps")[0], "name", "completed", "failed", "response", "phases");
        Has(second.GetProperty("steps")[0].GetProperty("response"), "p50", "p95", "p99");
        Has(root.GetProperty("stopped"), "by", "reason", "breach_to_last_send_seconds");
        Assert.Equal("fail", root.GetProperty("verdict").GetString());
        Assert.Equal(330, root.GetProperty("plan").GetProperty("arrivals").GetInt64());
        Assert.Equal((22, 20, 2), (Total("due"), Total("sent"), Total("dropped")));
        Assert.Equal(0.9, root.GetProperty("latency").GetProperty("response").GetProperty("max").GetDouble(), 0.01);
        Assert.Equal(2, root.GetProperty("series").GetArrayLength());
        Assert.Equal("login-page", root.GetProperty("probes")[0].GetProperty("probe").GetString());

        long Total(string name) => root.GetProperty("totals").GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task What_the_kernels_of_all_agents_told_of_the_network_is_there_and_what_none_told_is_not()
    {
        Controlled run = await Controlled.StartAsync();
        NetworkFigures told = new() { Opened = 2, Sent = 100, Retransmitted = 3, Resets = 1, LeastRtt = TimeSpan.FromMicroseconds(13) };
        await run.Agent.SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(1) with { Network = told }));
        await run.Agent.SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(2)));
        await run.Agent.SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(3) with { Network = told with { Sent = 200, Retransmitted = 0, LeastRtt = null }, Last = true }));
        RunReport report = await run.EndAsync();
        using JsonDocument json = JsonDocument.Parse(RunJson.Text(report));

        Assert.Equal("""{"connections":4,"segments_sent":300,"retransmitted":3,"retransmitted_fraction":0.01,"resets":2,"least_rtt_seconds":1.3E-05}""", json.RootElement.GetProperty("network").GetRawText());
        JsonElement[] seconds = [.. json.RootElement.GetProperty("series").EnumerateArray()];
        Assert.Equal([true, false, true], seconds.Select(s => s.TryGetProperty("network", out _)));
        Assert.Equal(0.03, seconds[0].GetProperty("network").GetProperty("retransmitted_fraction").GetDouble());
        Assert.Contains("Network: 300 segments sent, 1% sent again, 2 resets.", RunMarkdown.Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_packets_told_of_the_generators_own_share_is_in_the_short_form_too_and_what_none_told_is_not()
    {
        PackedHistogram own = PackedHistogram.Of(new LatencyHistogram());
        Controlled run = await Controlled.StartAsync();
        await run.Agent.SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(1) with { Own = new OwnShare { OneIn = 4, Sampled = 20, Reason = CaptureReason.NoPermission, Own = own } }));
        await run.Agent.SayAsync(new Link.SnapshotTaken(run.Agent.Run, ScriptedAgent.Example(2) with { Last = true }));

        Assert.Contains("By packets: own share not known, by the packets of 0 of 20 requests (1 connection in 4); no_permission.", RunMarkdown.Text(await run.EndAsync()), StringComparison.Ordinal);
        Controlled without = await Controlled.StartAsync();
        await without.Agent.SecondAsync(failed: 0);
        Assert.DoesNotContain("By packets", RunMarkdown.Text(await without.EndAsync(cause: null)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_sent_only_the_points_it_has_not_seen()
    {
        Controlled run = await Controlled.StartAsync();
        for (int i = 0; i < 3; i++) await run.Agent.SecondAsync(failed: i);
        RunReport report = await run.EndAsync(cause: null);
        var live = new LiveRun();
        live.Set(report with { Series = [.. report.Series.Take(2)] });
        JsonElement first = Curves(0);
        Assert.Equal((0, 2), (first.GetProperty("from").GetInt32(), first.GetProperty("rows").GetArrayLength()));

        live.Set(report);
        JsonElement next = Curves(first.GetProperty("revision").GetInt64());
        Assert.Equal((2, 2), (next.GetProperty("from").GetInt32(), next.GetProperty("rows").GetArrayLength()));
        Assert.Equal(next.GetProperty("columns").GetArrayLength(), next.GetProperty("rows")[0].GetArrayLength());
        Assert.Equal(0, Curves(next.GetProperty("revision").GetInt64()).GetProperty("rows").GetArrayLength());
        // A point that another agent's second was added to is sent anew, with all after it.
        live.Set(report with { Series = [report.Series[0], report.Series[1].Beside(report.Series[1]), .. report.Series.Skip(2)] });
        Assert.Equal(1, Curves(next.GetProperty("revision").GetInt64()).GetProperty("from").GetInt32());
        Assert.Equal(4, JsonDocument.Parse(live.Json!).RootElement.GetProperty("series").GetArrayLength());

        JsonElement Curves(long after) => JsonDocument.Parse(live.Curves(after)!).RootElement.GetProperty("curves");
    }

    private static void Has(JsonElement element, params string[] keys) =>
        Assert.All(keys, key => Assert.True(element.TryGetProperty(key, out _), $"{key} is not in {element}"));
}
