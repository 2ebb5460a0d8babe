using System.Diagnostics;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A target that takes connections and requests, and answers nobody any more: no answer is late, for there is none, and nothing has timed out yet.</summary>
public sealed class HungTests : IDisposable
{
    private const int Rate = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public static TheoryData<string, int> Rules => new()
    {
        { "thresholds:\n  - response p99 < 300ms over 5s, else abort\n", 5 },
        { "thresholds:\n  - \"step get: service p50 < 300ms over 3s, else abort\"\n", 3 },
        { "guards:\n  - response p95 < 500ms over 2s\n", 2 },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task It_is_stopped_within_the_window_and_a_second(string rule, int window)
    {
        (JsonElement run, TimeSpan sent) = await PressAsync(rule, each: 1);

        JsonElement stopped = run.GetProperty("stopped");
        Table.Line("guards.txt", $"target hung, window {window}s", 1, $"last request {sent.TotalSeconds:0.00} s after it hung, {stopped.GetProperty("breach_to_last_send_seconds").GetDouble() * 1000:0} ms after its stop; {stopped.GetProperty("reason").GetString()}");
        Assert.Equal(rule[..rule.IndexOf(':', StringComparison.Ordinal)].TrimEnd('s'), stopped.GetProperty("by").GetString());
        Assert.InRange(sent, TimeSpan.Zero, TimeSpan.FromSeconds(window + 1));
        // What the run says at its end is exact: only what ended is in it.
        Assert.InRange(run.GetProperty("latency").GetProperty("response").GetProperty("max").GetDouble(), 0, 0.3);
        Assert.InRange(run.GetProperty("totals").GetProperty("abandoned").GetInt64(), 20, (window + 1) * Rate);
    }

    [Fact]
    public async Task A_target_of_which_a_part_hangs_is_stopped_as_soon_though_the_rest_is_answered_at_once()
    {
        (JsonElement run, TimeSpan sent) = await PressAsync("thresholds:\n  - response p95 < 300ms over 5s, else abort\n", each: 5);

        Table.Line("guards.txt", "a fifth hung, window 5s", 1, $"last request {sent.TotalSeconds:0.00} s after it hung; {run.GetProperty("stopped").GetProperty("reason").GetString()}");
        Assert.InRange(sent, TimeSpan.Zero, TimeSpan.FromSeconds(6));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // From the first request that hangs to the last one that came; after it every so many-th hangs.
    private async Task<(JsonElement Run, TimeSpan Sent)> PressAsync(string rule, int each)
    {
        const int hangs = 6 * Rate;
        long at = 0, last = 0;
        var never = new TaskCompletionSource();
        using var server = new PlainServer((number, _) =>
        {
            long now = Stopwatch.GetTimestamp();
            Volatile.Write(ref last, now);
            if (number == hangs) Volatile.Write(ref at, now);
            return number < hangs || number % each > 0 ? Task.CompletedTask : never.Task;
        });
        await File.WriteAllTextAsync($"{_folder}/get.yaml", $"target: {{ address: {server.Address}, class: test }}\ntimeout: 30s\nsteps:\n  - {{ name: get, get: / }}\n");
        await File.WriteAllTextAsync($"{_folder}/press.yaml", $"target: {{ address: {server.Address}, class: test }}\nmix: get.yaml\nload:\n  - inject: {{ rate: {Rate}/s, during: 60s }}\ndrain: 1s\n{rule}");
        Ended run = await Running.LoadProbeAsync($"run {_folder}/press.yaml --json - --store {_folder}/store.db");
        Assert.True(run.ExitCode == 3, run.ToString());
        never.SetResult();
        return (run.Json, Stopwatch.GetElapsedTime(at, last));
    }
}
