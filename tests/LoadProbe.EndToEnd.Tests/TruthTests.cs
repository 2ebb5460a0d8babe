using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The figures of a run are those that the server's own clock says they must be.</summary>
public sealed class TruthTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_stall_is_in_the_response_times_as_long_as_it_was_for_each_who_came_in_it()
    {
        const int rate = 1_000, seconds = 30;
        using var server = new StallingServer(from: 10_000, TimeSpan.FromSeconds(1.5));
        Ended run = await PressAsync(server.Address, $"inject: {{ rate: {rate}/s, during: {seconds}s }}");

        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement totals = run.Json.GetProperty("totals"), latency = run.Json.GetProperty("latency");
        Assert.Equal((rate * seconds, rate * seconds, 0), (totals.GetProperty("due").GetInt32(), totals.GetProperty("completed").GetInt32(), totals.GetProperty("dropped").GetInt32()));
        // Who came in the stall waited for what was left of it: of the slowest thousandth, 30 in all, the last waited 30 ms less than the first.
        double expected = server.Stalled.TotalSeconds - (rate * seconds * 0.001 / rate);
        Assert.InRange(latency.GetProperty("response").GetProperty("p999").GetDouble(), expected * 0.95, expected * 1.05);
        Assert.InRange(latency.GetProperty("service").GetProperty("p999").GetDouble(), expected * 0.95, expected * 1.05);
        // Our side was on time.
        Assert.InRange(latency.GetProperty("lateness").GetProperty("p50").GetDouble(), 0, 0.005);
        Assert.InRange(latency.GetProperty("lateness").GetProperty("p99").GetDouble(), 0, 0.1);
    }

    [Fact]
    public async Task Each_percentile_of_a_server_with_lognormal_delays_is_that_of_its_own_log()
    {
        using var server = new LognormalServer(TimeSpan.FromMilliseconds(100), sigma: 0.6);
        Ended run = await PressAsync(server.Address, "inject: { rate: 400/s, during: 20s }");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((8_000, 8_000), (run.Json.GetProperty("totals").GetProperty("completed").GetInt32(), server.Count));
        JsonElement service = run.Json.GetProperty("latency").GetProperty("service");
        foreach ((string name, double percent) in (IEnumerable<(string, double)>)[("p50", 50), ("p75", 75), ("p90", 90), ("p95", 95), ("p99", 99), ("p999", 99.9)])
        {
            // Never less than the server took, but for the histogram's 0.1 %; and above it is only what lies between the two
            // clocks, some 0.2 ms, of which a machine that is busy with other things makes tens of milliseconds.
            double log = server.Percentile(percent), seen = service.GetProperty(name).GetDouble();
            TestContext.Current.SendDiagnosticMessage("{0}: log {1:0.00} ms, seen {2:0.00} ms", name, log * 1000, seen * 1000);
            Assert.InRange(seen, log * 0.999, (log * 1.001) + 0.06);
        }
    }

    [Fact]
    public async Task The_limit_of_a_server_whose_limit_is_known_is_found()
    {
        using var server = new LimitedServer(workers: 10, TimeSpan.FromMilliseconds(100));
        Ended run = await PressAsync(server.Address, "find_capacity: { from: 60/s, to: 400/s, factor: 1.5, hold: 5s, precision: 5%, confirm: 1 }\nthresholds:\n  - response p99 < 400ms\n");

        // On a busy machine the generator may not be good enough for some second; the limit is the server's all the same.
        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        JsonElement capacity = run.Json.GetProperty("capacity");
        TestContext.Current.SendDiagnosticMessage("limit {0:0.0}/s, found {1}", server.Limit, capacity);
        Assert.InRange(capacity.GetProperty("held_rate").GetDouble(), server.Limit * 0.9, server.Limit * 1.1);
    }

    private async Task<Ended> PressAsync(Uri address, string load)
    {
        await File.WriteAllTextAsync($"{_folder}/targets.yaml", $"t: {{ address: {address}, class: test }}\n");
        await File.WriteAllTextAsync($"{_folder}/get.yaml", "target: t\nsteps:\n  - { name: get, get: /, expect: { status: 200 } }\n");
        await File.WriteAllTextAsync($"{_folder}/press.yaml", $"target: t\nmix: get.yaml\nmax_in_flight: 4000\nload:\n  - {load}\n");
        return await Running.LoadProbeAsync($"run {_folder}/press.yaml --json - --store {_folder}/store.db");
    }
}
