using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A journey that writes, pressed: the brokerage keeps every order of the run in its shadow, and the real ledger knows nothing of it.</summary>
public sealed class ShadowTests(Brokerage broker) : IClassFixture<Brokerage>
{
    private readonly HttpClient _control = new() { BaseAddress = broker.Http };

    [Fact]
    public async Task Not_one_order_of_a_run_is_in_the_real_ledger_unless_the_brokerage_leaks()
    {
        string folder = Directory.CreateTempSubdirectory("loadprobe-").FullName;
        foreach (string probe in (string[])["order-api", "quotes-api"]) File.Copy(Path.Combine(Machine.Root, "probes", $"{probe}.yaml"), $"{folder}/{probe}.yaml");
        File.Copy(Path.Combine(Machine.Root, "targets.yaml"), $"{folder}/targets.yaml");
        await File.WriteAllTextAsync($"{folder}/press.yaml", "target: broker\nmix: { order-api.yaml: 1, quotes-api.yaml: 3 }\nload:\n  - inject: { rate: 40/s, during: 6s }\n");
        await PositionsAsync();
        string before = await PositionsAsync();

        (int placed, string run) = await PressedAsync(folder);
        (int shadow, int real) = await LedgersAsync(run);
        Table.Line("shadow.txt", "orders of a run of reads and shadow writes", 0, $"{placed} placed, {shadow} in the shadow ledger, {real} in the real one");
        Assert.True(placed > 0);
        Assert.Equal((placed, 0), (shadow, real));
        Assert.Equal(before, await PositionsAsync());

        await _control.PutAsJsonAsync("/control/leak", new { every = 10 });
        (placed, run) = await PressedAsync(folder);
        await _control.DeleteAsync("/control/leak");
        (shadow, real) = await LedgersAsync(run);
        Table.Line("shadow.txt", "the same, each tenth leaking", 0, $"{placed} placed, {shadow} in the shadow ledger, {real} in the real one");
        Assert.Equal(placed, shadow + real);
        Assert.Equal(placed / 10, real);

        // A dial of the same journey is a customer's, and its order a real one.
        Assert.Equal(0, (await Running.LoadProbeAsync($"once {folder}/order-api.yaml --target {broker.Http}")).ExitCode);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<(int Placed, string Run)> PressedAsync(string folder)
    {
        Ended ended = await Running.LoadProbeAsync($"run {folder}/press.yaml --target {broker.Http} --store {folder}/store.db --json -");
        // A busy machine makes the run invalid (4).
        Assert.True(ended.ExitCode is 0 or 4, $"{ended}");
        JsonElement placing = ended.Json.GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "place order");
        Assert.Equal(0, placing.GetProperty("failed").GetInt32());
        return (placing.GetProperty("completed").GetInt32(), ended.Json.GetProperty("id").GetString()!);
    }

    private async Task<(int Shadow, int Real)> LedgersAsync(string run)
    {
        JsonElement ledgers = await _control.GetFromJsonAsync<JsonElement>($"/control/ledger?run={run}");
        return (ledgers.GetProperty("shadow").GetProperty("orders").GetInt32(), ledgers.GetProperty("real").GetProperty("orders").GetInt32());
    }

    private Task<string> PositionsAsync() => _control.GetStringAsync("/control/positions");
}
