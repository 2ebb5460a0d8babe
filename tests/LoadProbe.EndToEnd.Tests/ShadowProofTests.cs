using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Before a run writes at scale it is seen that its writes are kept apart, on every instance; and it stops when they are not any more.</summary>
public sealed class ShadowProofTests : IAsyncLifetime
{
    private static readonly string[] Ready = ["order-api", "quotes-api", "cancel-orders", "shadow-check"];

    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
    private readonly HttpClient _control = new();
    private Running _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = Running.Start(Machine.Program, "broker --http 0 --https 0 --orders 2", null, ("DOTNET_TieredCompilation", "0"));
        _control.BaseAddress = await _broker.AddressAsync();
        foreach (string probe in Ready) File.Copy(Path.Combine(Machine.Root, "probes", $"{probe}.yaml"), $"{_folder}/{probe}.yaml");
        File.Copy(Path.Combine(Machine.Root, "targets.yaml"), $"{_folder}/targets.yaml");
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _control.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_brokerage_that_keeps_orders_apart_is_pressed_and_not_one_order_is_among_the_real_ones()
    {
        await PositionsAsync();
        string before = await PositionsAsync();
        await WriteAsync(seconds: 6, every: 1, "[orders-1, orders-2]");
        (Ended ended, JsonElement run) = await PressedAsync();
        // A busy machine makes the run invalid (4).
        Assert.True(ended.ExitCode is 0 or 4, $"{ended}");
        (int shadow, int alive, int real) = await LedgersAsync(run);
        JsonElement placing = run.GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "place order");
        int placed = placing.GetProperty("completed").GetInt32() - placing.GetProperty("failed").GetInt32();
        Table.Line("shadow-proof.txt", "healthy, two instances", 0, $"{placed} orders of the load and {shadow - placed} to look for in the shadow ledger, {real} in the real one, {alive} left alive");
        Assert.True(placed > 0 && shadow > placed, $"{placed} placed, {shadow} in the shadow");
        Assert.Equal((0, 0), (alive, real));
        Assert.Equal(before, await PositionsAsync());
    }

    [Theory]
    [InlineData("""{"every":1}""")]
    [InlineData("""{"every":1,"instance":"orders-2"}""")]
    public async Task One_instance_that_leaks_is_enough_for_a_run_never_to_begin(string leak)
    {
        await LeakAsync(leak);
        await WriteAsync(seconds: 6, every: 1, "2");
        (Ended ended, JsonElement run) = await PressedAsync();
        Assert.True(ended.ExitCode == 3, $"{ended}");
        JsonElement stopped = run.GetProperty("stopped");
        Assert.Equal("leak", stopped.GetProperty("by").GetString());
        Assert.StartsWith("nothing proves that what the run writes is kept apart, so that it does not begin: shadow-check: ", stopped.GetProperty("reason").GetString());
        Assert.Equal(0, run.GetProperty("totals").GetProperty("sent").GetInt64());
        (int shadow, int alive, int real) = await LedgersAsync(run);
        Table.Line("shadow-proof.txt", $"leak {leak} before", 0, $"nothing of the load sent; written to look for: {shadow} in the shadow ledger ({alive} left alive), {real} in the real one");
        Assert.Equal((1, 0), (real, alive));
        Assert.InRange(shadow, 0, 1);
    }

    [Fact]
    public async Task An_instance_that_no_write_has_reached_keeps_a_run_from_beginning()
    {
        await WriteAsync(seconds: 6, every: 1, "[orders-1, orders-2, orders-3]");
        (Ended ended, JsonElement run) = await PressedAsync();
        Assert.True(ended.ExitCode == 3, $"{ended}");
        Assert.Contains("no write reached orders-3 by 30 writes, which reached orders-1, orders-2 (seen by agent ", run.GetProperty("stopped").GetProperty("reason").GetString());
        Assert.Equal(0, run.GetProperty("totals").GetProperty("sent").GetInt64());
        Assert.Equal(0, (await LedgersAsync(run)).Alive);
    }

    [Theory]
    [InlineData(1, """{"every":1}""", 3_000)]
    [InlineData(2, """{"every":10}""", 3_700)]
    [InlineData(5, """{"every":10,"instance":"orders-2"}""", 4_300)]
    public async Task A_leak_that_begins_during_a_run_stops_it_within_a_second_of_the_next_look(int every, string leak, int after)
    {
        await WriteAsync(seconds: 40, every, "2");
        await using Running pressing = Running.Start(Machine.Program, Arguments, null, ("XDG_STATE_HOME", $"{_folder}/state"));
        string run = await PlacedOrders.UntilAsync(20, _control.BaseAddress!, _control, $"{_folder}/state", pressing);
        await Task.Delay(TimeSpan.FromMilliseconds(after), TimeProvider.System);
        await LeakAsync(leak);
        DateTimeOffset leaking = TimeProvider.System.GetUtcNow();
        int code = await pressing.ExitAsync(TimeSpan.FromSeconds(60));
        JsonElement document = JsonDocument.Parse(await File.ReadAllTextAsync($"{_folder}/run.json")).RootElement, stopped = document.GetProperty("stopped");
        TimeSpan decided = stopped.GetProperty("at").GetDateTimeOffset() - leaking, sent = decided + TimeSpan.FromSeconds(stopped.GetProperty("breach_to_last_send_seconds").GetDouble());
        (int shadow, _, int real) = await LedgersAsync(document);
        Table.Line("shadow-proof.txt", $"leak {leak} mid-run", every, $"looked for each {every} s; stopped after {decided.TotalSeconds:0.00} s, last request {sent.TotalSeconds:0.00} s after the leak was switched on; {shadow} orders in the shadow ledger, {real} in the real one");
        Assert.True(code is 3 or 4, string.Join('\n', pressing.Lines));
        Assert.Equal((run, "leak"), (document.GetProperty("id").GetString(), stopped.GetProperty("by").GetString()));
        Assert.StartsWith("what the run writes is not kept apart any more, or that cannot be seen: shadow-check: ", stopped.GetProperty("reason").GetString());
        Assert.InRange(sent.TotalSeconds, 0, every + 1);
        Assert.True(real > 0, "nothing leaked");
    }

    private string Arguments => $"run {_folder}/press.yaml --target {_control.BaseAddress} --store {_folder}/store.db --json {_folder}/run.json";

    private async Task<(Ended Ended, JsonElement Run)> PressedAsync()
    {
        Ended ended = await Running.LoadProbeAsync(Arguments, ("XDG_STATE_HOME", $"{_folder}/state"));
        Assert.True(File.Exists($"{_folder}/run.json"), $"{ended}");
        return (ended, JsonDocument.Parse(await File.ReadAllTextAsync($"{_folder}/run.json")).RootElement);
    }

    private Task WriteAsync(int seconds, int every, string instances) => File.WriteAllTextAsync(
        $"{_folder}/press.yaml",
        $"target: broker\nmix: {{ order-api.yaml: 1, quotes-api.yaml: 1 }}\nload:\n  - inject: {{ rate: 60/s, during: {seconds}s }}\nshadow: {{ check: shadow-check.yaml, every: {every}s, instances: {instances} }}\nafter: {{ cleanup: cancel-orders.yaml }}\n");

    private async Task LeakAsync(string leak) => (await _control.PutAsync("/control/leak", new StringContent(leak, System.Text.Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();

    private async Task<(int Shadow, int Alive, int Real)> LedgersAsync(JsonElement run)
    {
        JsonElement ledgers = await _control.GetFromJsonAsync<JsonElement>($"/control/ledger?run={run.GetProperty("id").GetString()}"), shadow = ledgers.GetProperty("shadow");
        return (shadow.GetProperty("orders").GetInt32(), shadow.GetProperty("alive").GetInt32(), ledgers.GetProperty("real").GetProperty("orders").GetInt32());
    }

    private Task<string> PositionsAsync() => _control.GetStringAsync("/control/positions");
}
