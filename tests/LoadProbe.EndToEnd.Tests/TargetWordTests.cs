using System.Diagnostics;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A target ends a run, or makes it hold back, by what it answers.</summary>
public sealed class TargetWordTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    [Fact]
    public async Task A_target_that_wants_no_more_stops_the_run_at_once_with_exit_code_3()
    {
        const int said = 100;
        long at = 0, last = 0;
        using var server = new PlainServer((number, _) =>
        {
            long now = Stopwatch.GetTimestamp();
            Volatile.Write(ref last, now);
            if (number == said) Volatile.Write(ref at, now);
            return Task.CompletedTask;
        }, number => number == said ? "HTTP/1.1 200 OK\r\nX-LoadProbe-Stop: the desk is calling" : null);
        await WriteAsync(server, "inject: { rate: 100/s, during: 60s }");
        Ended run = await Running.LoadProbeAsync($"run {_folder}/peak.yaml --json - --store {_folder}/store.db");

        Assert.True(run.ExitCode == 3, run.ToString());
        JsonElement stopped = run.Json.GetProperty("stopped"), totals = run.Json.GetProperty("totals");
        Assert.Equal("target", stopped.GetProperty("by").GetString());
        Assert.Matches(@"^X-LoadProbe-Stop: the desk is calling \(to agent .+\)$", stopped.GetProperty("reason").GetString());
        Assert.Contains("stopped by target: X-LoadProbe-Stop: the desk is calling", run.Json.GetProperty("reasons").EnumerateArray().Last().GetString(), StringComparison.Ordinal);
        Assert.InRange(totals.GetProperty("sent").GetInt64(), said, said + 10);
        Assert.Equal(totals.GetProperty("due").GetInt64(), totals.GetProperty("sent").GetInt64() + totals.GetProperty("dropped").GetInt64());
        Assert.InRange(Stopwatch.GetElapsedTime(at, last), TimeSpan.Zero, TimeSpan.FromSeconds(0.25));
    }

    [Fact]
    public async Task A_target_that_asks_for_less_is_given_less_and_the_run_does_not_pass()
    {
        using var server = new PlainServer((_, _) => Task.CompletedTask, number => number == 50 ? "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2" : null);
        await WriteAsync(server, "inject: { rate: 50/s, during: 5s }");
        Ended run = await Running.LoadProbeAsync($"run {_folder}/peak.yaml --json - --store {_folder}/store.db");

        Assert.True(run.ExitCode == 1, run.ToString());
        JsonElement totals = run.Json.GetProperty("totals"), change = Assert.Single(run.Json.GetProperty("changes").EnumerateArray().ToArray());
        long held = totals.GetProperty("dropped_by").GetProperty("held").GetInt64();
        Assert.InRange(held, 90, 101);
        Assert.Equal((250, 250 - held), (totals.GetProperty("due").GetInt64(), totals.GetProperty("sent").GetInt64()));
        Assert.Equal("target", change.GetProperty("by").GetString());
        Assert.Contains("was asked to hold back by Retry-After, and does so for 2s", change.GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.Contains($"{held} of 250 arrivals were held back", run.Json.GetProperty("reasons").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_hears_it_too()
    {
        Machine.Need("chromium");
        using var server = new PlainServer((_, _) => Task.CompletedTask, _ => "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-LoadProbe-Stop: the desk is calling");
        await WriteAsync(server, "keep_constant: { users: 1, during: 60s }", "open: /");
        Ended run = await Running.LoadProbeAsync($"run {_folder}/peak.yaml --json - --store {_folder}/store.db");

        // On a busy machine the generator may not be good enough; it was stopped all the same.
        Assert.True(run.ExitCode is 3 or 4, run.ToString());
        Assert.Equal("target", run.Json.GetProperty("stopped").GetProperty("by").GetString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task WriteAsync(PlainServer server, string load, string step = "get: /")
    {
        await File.WriteAllTextAsync($"{_folder}/targets.yaml", $"t: {{ address: {server.Address}, class: test }}\n");
        await File.WriteAllTextAsync($"{_folder}/visit.yaml", $"target: t\ntimeout: 20s\nsteps:\n  - {step}\n");
        await File.WriteAllTextAsync($"{_folder}/peak.yaml", $"mix: visit.yaml\nload:\n  - {load}\n");
    }
}
