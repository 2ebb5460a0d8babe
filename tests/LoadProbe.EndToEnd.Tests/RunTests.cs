using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>loadprobe plan and run, as their user runs them.</summary>
public sealed class RunTests(Brokerage broker) : IClassFixture<Brokerage>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Two_browsers_go_their_way_beside_the_arrivals_of_an_api()
    {
        Machine.Need("chromium");
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        await File.WriteAllTextAsync($"{folder}/targets.yaml", $"b: {{ address: {broker.Http}, class: test }}\n");
        await File.WriteAllTextAsync($"{folder}/page.yaml", "target: b\ntimeout: 30s\nsteps:\n  - { name: open, open: / }\n  - { name: see, expect: { role: button, name: Log in } }\n");
        await File.WriteAllTextAsync($"{folder}/api.yaml", "target: b\nsteps:\n  - { name: get, get: /api/quotes, expect: { status: 200 } }\n");
        await File.WriteAllTextAsync($"{folder}/both.yaml", "tracks:\n  - { mix: api.yaml, load: [ { inject: { rate: 20/s, during: 8s } } ] }\n  - { mix: page.yaml, load: [ { iterations: { users: 2, count: 4, within: 60s } } ] }\ndrain: 30s\n");
        Ended run = await Running.LoadProbeAsync($"run {folder}/both.yaml --json - --store {folder}/store.db");
        Ended without = await Running.LoadProbeAsync($"run {folder}/both.yaml --store {folder}/store.db", ("LOADPROBE_CHROMIUM", "/no/such/chromium"));
        Directory.Delete(folder, recursive: true);
        Assert.Equal(5, without.ExitCode);
        Assert.Contains("no Chromium found", without.Error, StringComparison.Ordinal);

        // On a busy machine the generator may not be good enough; everything was done all the same.
        Assert.True(run.ExitCode is 0 or 4, run.ToString());
        Dictionary<string, JsonElement> steps = run.Json.GetProperty("steps").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!);
        Assert.Equal((160, 4, 4), (Completed("get"), Completed("open"), Completed("see")));
        Assert.Equal(0, run.Json.GetProperty("totals").GetProperty("failed").GetInt32());
        Assert.True(steps["open"].GetProperty("service").GetProperty("p50").GetDouble() > steps["get"].GetProperty("service").GetProperty("p50").GetDouble(), run.Output);

        int Completed(string step) => steps[step].GetProperty("completed").GetInt32();
    }

    [Fact]
    public async Task A_plan_tells_arrivals_and_rates_and_sends_nothing()
    {
        Ended plan = await Running.LoadProbeAsync("plan scenarios/order-peak.yaml --segments 3 --target http://127.0.0.1:1");
        Assert.True(plan.ExitCode == 0, plan.ToString());
        Assert.Contains("15000 arrivals in 30s, at most 500/s", plan.Output);
        Assert.Contains("over 3 agents: 5000 + 5000 + 5000 arrivals", plan.Output);
    }

    [Fact]
    public async Task A_stall_of_the_whole_service_shows_in_response_time_and_not_in_our_lateness()
    {
        string json = Path.GetTempFileName();
        await using Running run = Running.Start(Machine.Program, $"run scenarios/order-peak.yaml --target {broker.Http} --json {json} --store {json}.db");
        await run.LineAsync("running      10s of 30s");
        broker.Signal("STOP");
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        broker.Signal("CONT");
        int exit = await run.ExitAsync(Limit);
        JsonElement report = JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;
        JsonElement totals = report.GetProperty("totals"), latency = report.GetProperty("latency");
        Assert.Equal(15_000, totals.GetProperty("due").GetInt64());
        Assert.Equal(totals.GetProperty("due").GetInt64(), totals.GetProperty("sent").GetInt64() + totals.GetProperty("dropped").GetInt64());
        Assert.InRange(latency.GetProperty("response").GetProperty("max").GetDouble(), 1.4, 3);
        Assert.InRange(latency.GetProperty("response").GetProperty("p99").GetDouble(), 0.5, 3);
        Assert.InRange(latency.GetProperty("lateness").GetProperty("p99").GetDouble(), 0, 0.1);
        Assert.True(report.GetProperty("generator").GetProperty("valid").GetBoolean());
        // The promise of half a second for a step is broken by the stall, so the run fails; it is not stopped.
        Assert.Equal(1, exit);
        Assert.False(report.TryGetProperty("stopped", out _));
    }

    [Fact]
    public async Task A_threshold_breach_stops_the_load_with_exit_code_3()
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        await File.WriteAllTextAsync($"{folder}/quotes.yaml", "target: t\nsteps:\n  - get: /api/quotes\n");
        await File.WriteAllTextAsync($"{folder}/targets.yaml", $"t: {{ address: {broker.Http}, class: test }}\n");
        await File.WriteAllTextAsync($"{folder}/peak.yaml", "target: t\nmix: quotes.yaml\nload:\n  - inject: { rate: 50/s, during: 60s }\nthresholds:\n  - response p99 < 50ms over 2s, else abort\n");
        await broker.HurtAsync(new { service = "quotes", delay = "100ms" });
        Ended run = await Running.LoadProbeAsync($"run {folder}/peak.yaml --json - --store {folder}/store.db --report {folder}/report.html");
        await broker.HealAsync();
        Assert.True(run.ExitCode == 3, run.ToString());
        JsonElement stopped = run.Json.GetProperty("stopped");
        Assert.Equal("threshold", stopped.GetProperty("by").GetString());
        Assert.Contains("response p99 < 50ms over 2s", stopped.GetProperty("reason").GetString());
        Assert.InRange(stopped.GetProperty("breach_to_last_send_seconds").GetDouble(), 0, 0.5);
        Assert.InRange(run.Json.GetProperty("totals").GetProperty("due").GetInt64(), 90, 400);
        Assert.Contains("<script type=\"application/json\" id=\"run-json\">", await File.ReadAllTextAsync($"{folder}/report.html"));
        Ended report = await Running.LoadProbeAsync($"report last --store {folder}/store.db --output {folder}/again.html");
        Assert.True(report.ExitCode == 0 && File.Exists($"{folder}/again.html"), report.ToString());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Users_of_the_closed_model_start_again_when_they_are_done()
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        await File.WriteAllTextAsync($"{folder}/quotes.yaml", $"target: {broker.Http}\nsteps:\n  - get: /api/quotes/600519\n");
        await File.WriteAllTextAsync($"{folder}/users.yaml", $"target: {broker.Http}\nmix: quotes.yaml\nload:\n  - ramping_constant: {{ to: 4, during: 1s }}\n  - keep_constant: {{ users: 4, during: 3s }}\n  - pause: 1s\n");
        await broker.HurtAsync(new { service = "quotes", delay = "50ms" });
        Ended run = await Running.LoadProbeAsync($"run {folder}/users.yaml --json - --store {folder}/store.db");
        await broker.HealAsync();
        Assert.True(run.ExitCode == 0, run.ToString());
        JsonElement totals = run.Json.GetProperty("totals");
        Assert.Equal(totals.GetProperty("due").GetInt64(), totals.GetProperty("sent").GetInt64() + totals.GetProperty("dropped").GetInt64());
        // 4 users for 3 s and half of that in the ramp, 50 ms each at least.
        Assert.InRange(totals.GetProperty("completed").GetInt64(), 100, 290);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Production_is_not_pressed_without_an_approval()
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        await File.WriteAllTextAsync($"{folder}/quotes.yaml", "target: t\nsteps:\n  - get: /api/quotes\n");
        await File.WriteAllTextAsync($"{folder}/targets.yaml", $"t: {{ address: {broker.Http} }}\n");
        await File.WriteAllTextAsync($"{folder}/peak.yaml", "target: t\nmix: quotes.yaml\nload:\n  - inject: { rate: 5/s, during: 1s }\n");
        Ended run = await Running.LoadProbeAsync($"run {folder}/peak.yaml");
        Directory.Delete(folder, recursive: true);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("is production", run.Error);
    }
}
