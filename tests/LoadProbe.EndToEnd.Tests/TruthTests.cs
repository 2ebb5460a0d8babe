using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>The figures of a run are those that the server's own clock says they must be.</summary>
public sealed class TruthTests
{
    [Fact]
    public async Task A_stall_is_in_the_response_times_as_long_as_it_was_for_each_who_came_in_it()
    {
        const int rate = 1_000, seconds = 30;
        using var server = new StallingServer(from: 10_000, TimeSpan.FromSeconds(1.5));
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        await File.WriteAllTextAsync($"{folder}/targets.yaml", $"t: {{ address: {server.Address}, class: test }}\n");
        await File.WriteAllTextAsync($"{folder}/get.yaml", "target: t\nsteps:\n  - { name: get, get: /, expect: { status: 200 } }\n");
        await File.WriteAllTextAsync($"{folder}/press.yaml", $"target: t\nmix: get.yaml\nload:\n  - inject: {{ rate: {rate}/s, during: {seconds}s }}\nmax_in_flight: 4000\n");
        Ended run = await Running.LoadProbeAsync($"run {folder}/press.yaml --json - --store {folder}/store.db");
        Directory.Delete(folder, recursive: true);

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
}
