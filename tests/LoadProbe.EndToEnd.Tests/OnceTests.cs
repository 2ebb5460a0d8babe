using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>loadprobe once, as its user runs it.</summary>
public sealed class OnceTests(Brokerage broker) : IClassFixture<Brokerage>
{
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(200)]
    public async Task Says_the_phases_of_each_step_and_the_servers_time_from_packets(int delay)
    {
        Machine.NeedCapture();
        if (delay > 0) await broker.HurtAsync(new { service = "gateway", delay = $"{delay}ms" });
        var least = new Dictionary<string, double>();
        Ended once = default!;
        // Whoever else uses the machine makes a single answer late by whole milliseconds, never early; so the least is the brokerage's own doing.
        for (int run = 0; run < 12 && (least.Count == 0 || least.Any(step => step.Value > Bound(step.Key))); run++)
        {
            once = await Running.LoadProbeAsync($"once probes/order-api.yaml --target {broker.Http} --capture --json");
            // On a very busy machine the program itself may be too slow for the probe's within; such a run measures nothing.
            if (once.ExitCode != 0) continue;
            foreach (JsonElement step in once.Json.GetProperty("steps").EnumerateArray())
            {
                double sum = step.GetProperty("phases").EnumerateObject().Sum(p => p.Value.GetDouble());
                Assert.Equal(step.GetProperty("duration_seconds").GetDouble(), sum, 0.001);
                JsonElement packets = step.GetProperty("packets");
                Assert.Equal("packets", packets.GetProperty("tier").GetString());
                double late = packets.GetProperty("server_response_seconds").GetDouble() - (delay / 1000.0);
                Assert.True(late >= -0.0001, packets.ToString());
                string name = step.GetProperty("name").GetString()!;
                least[name] = Math.Min(least.GetValueOrDefault(name, double.MaxValue), late);
            }
        }

        await broker.HealAsync();
        Assert.True(least.Count == 3, once.ToString());
        Assert.All(least, step => Assert.True(step.Value <= Bound(step.Key), $"{step.Key}: {step.Value * 1000:0.0} ms more than the delay"));

        // With no delay, an order is still the work of four services and a commit: one to two milliseconds where nothing else runs.
        double Bound(string step) => delay == 0 && step == "place order" ? 0.01 : 0.002;
    }

    [Fact]
    public async Task A_stream_over_a_WebSocket_is_heard_and_its_phases_add_up()
    {
        Ended once = await Running.LoadProbeAsync($"once probes/quotes-stream.yaml --target {broker.Http} --json");
        Assert.True(once.ExitCode == 0, once.ToString());
        JsonElement step = Assert.Single(once.Json.GetProperty("steps").EnumerateArray().ToArray());
        Assert.Equal(("websocket", 101), (step.GetProperty("kind").GetString(), step.GetProperty("status").GetInt32()));
        Assert.Equal(step.GetProperty("duration_seconds").GetDouble(), step.GetProperty("phases").EnumerateObject().Sum(p => p.Value.GetDouble()), 0.001);
    }

    [Fact]
    public async Task A_step_that_fails_is_named_and_the_exit_code_is_1()
    {
        await broker.HurtAsync(new { service = "orders", error = 1.0 });
        Ended once = await Running.LoadProbeAsync($"once probes/order-api.yaml --target {broker.Http} --json");
        await broker.HealAsync();
        Assert.Equal(1, once.ExitCode);
        Assert.Equal("fail", once.Json.GetProperty("verdict").GetString());
        Assert.Equal("status_mismatch", once.Json.GetProperty("outcome").GetString());
        Assert.Equal(["ok", "status_mismatch", "skipped"], once.Json.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task A_wrong_price_is_seen()
    {
        await broker.HurtAsync(new { service = "quotes", wrong_price = true });
        Ended once = await Running.LoadProbeAsync($"once probes/quotes-api.yaml --target {broker.Http}");
        await broker.HealAsync();
        Assert.Equal(1, once.ExitCode);
        Assert.Contains("$.last is", once.Output);
    }

    [Fact]
    public async Task A_server_that_hangs_ends_at_the_deadline()
    {
        await broker.HurtAsync(new { service = "quotes", hang = true });
        Ended once = await Running.LoadProbeAsync($"once probes/quotes-api.yaml --target {broker.Http} --json");
        await broker.HealAsync();
        Assert.Equal(1, once.ExitCode);
        Assert.Equal("wait_timed_out", once.Json.GetProperty("outcome").GetString());
        Assert.InRange(once.Json.GetProperty("duration_seconds").GetDouble(), 2.9, 4);
    }

    [Fact]
    public async Task Nobody_there_is_connect_refused()
    {
        Ended once = await Running.LoadProbeAsync("once probes/quotes-api.yaml --target http://127.0.0.1:1 --json");
        Assert.Equal(1, once.ExitCode);
        Assert.Equal("connect_refused", once.Json.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_missing_file_a_bad_option_and_a_missing_secret_are_bad_usage()
    {
        Assert.Equal(2, (await Running.LoadProbeAsync("once no-such.yaml")).ExitCode);
        Assert.Equal(2, (await Running.LoadProbeAsync("once probes/quotes-api.yaml --no-such-option")).ExitCode);
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.yaml");
        await File.WriteAllTextAsync(file, "target: http://127.0.0.1:1\nsteps:\n  - get: /\n    headers: { X: \"${secret:env:LOADPROBE_NO_SUCH}\" }\n");
        Ended once = await Running.LoadProbeAsync($"once {file}");
        File.Delete(file);
        Assert.Equal(2, once.ExitCode);
        Assert.Contains(":3:5: ${secret:env:LOADPROBE_NO_SUCH}", once.Error);
    }

    [Fact]
    public async Task The_network_dials_tell_certificates_and_pings()
    {
        Ended once = await Running.LoadProbeAsync($"once probes/network.yaml --target {broker.Http} --var secure={broker.Https.Authority} --json");
        Assert.True(once.ExitCode == 0, once.ToString());
        JsonElement[] steps = [.. once.Json.GetProperty("steps").EnumerateArray()];
        Assert.Equal("TLS 1.3", steps[1].GetProperty("tls").GetProperty("version").GetString());
        Assert.Equal("CN=LoadProbe demo broker", steps[1].GetProperty("tls").GetProperty("chain")[0].GetProperty("subject").GetString());
        Assert.NotEmpty(steps[1].GetProperty("tls").GetProperty("faults").EnumerateArray());
        Assert.Equal(3, steps[2].GetProperty("ping").GetProperty("received").GetInt32());
    }
}
