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
        Has(root.GetProperty("totals"), "due", "sent", "dropped", "completed", "failed", "bytes_sent", "bytes_received");
        Has(root.GetProperty("latency"), "response", "service", "lateness");
        Has(root.GetProperty("latency").GetProperty("response"), "count", "min", "mean", "p50", "p75", "p90", "p95", "p99", "p999", "max");
        Has(root.GetProperty("steps")[0], "name", "completed", "failed", "outcomes", "response", "service");
        Has(root.GetProperty("generator"), "cpu_fraction", "gc_pause_fraction", "lateness_p99_seconds", "valid");
        Has(root.GetProperty("stopped"), "by", "reason", "breach_to_last_send_seconds");
        Assert.Equal("fail", root.GetProperty("verdict").GetString());
        Assert.Equal(330, root.GetProperty("plan").GetProperty("arrivals").GetInt64());
        Assert.Equal((22, 20, 2), (Total("due"), Total("sent"), Total("dropped")));
        Assert.Equal(0.9, root.GetProperty("latency").GetProperty("response").GetProperty("max").GetDouble(), 0.01);
        Assert.Equal(2, root.GetProperty("series").GetArrayLength());
        Assert.Equal("login-page", root.GetProperty("probes")[0].GetProperty("probe").GetString());

        long Total(string name) => root.GetProperty("totals").GetProperty(name).GetInt64();
    }

    private static void Has(JsonElement element, params string[] keys) =>
        Assert.All(keys, key => Assert.True(element.TryGetProperty(key, out _), $"{key} is not in {element}"));
}
