using System.Net.Http.Json;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Nobody tells an agent to clean up: it does so by itself when its share has ended, and the controller that comes next hears of it.</summary>
public sealed class DistributedCleanupTests(Brokerage broker) : IClassFixture<Brokerage>
{
    private readonly HttpClient _client = new();

    [Fact]
    public async Task A_controller_that_is_killed_leaves_no_order_behind_and_the_next_one_is_told()
    {
        await using Fleet fleet = await Fleet.StartAsync(agents: 2);
        await fleet.WriteAsync("targets.yaml", $"broker: {{ address: {broker.Http}, class: test }}\n");
        foreach (string probe in (string[])["order-api", "cancel-orders"]) await fleet.WriteAsync($"journeys/{probe}.yaml", await File.ReadAllTextAsync(Path.Combine(Machine.Root, "probes", $"{probe}.yaml")));
        await fleet.WriteAsync("scenarios/press.yaml", "target: broker\nmix: journeys/order-api.yaml\nload:\n  - inject: { rate: 60/s, during: 60s }\nafter: { cleanup: journeys/cancel-orders.yaml }\n");
        await fleet.LeadAsync();
        var random = new Random(20260302);
        for (int i = 1; i <= 2; i++)
        {
            TimeSpan at = TimeSpan.FromMilliseconds(500 + random.Next(1_500));
            using HttpResponseMessage started = await _client.PostAsJsonAsync(new Uri(fleet.Pages(0), "/api/runs"), new { scenario = "press" });
            Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());
            string run = "";
            await fleet.UntilAsync(async () =>
            {
                if (Outboxes(fleet).FirstOrDefault() is not { } outbox) return false;
                run = Path.GetFileNameWithoutExtension(outbox);
                return (await JsonAsync($"/control/keys?run={run}")).GetProperty("placed").GetInt32() > 0;
            }, "orders are placed");
            await Task.Delay(at, TimeProvider.System);
            fleet.Controller(0).Signal("KILL");
            await fleet.Controller(0).ExitAsync(TimeSpan.FromSeconds(10));

            await fleet.UntilAsync(() => Task.FromResult(Outboxes(fleet).Length == 0), "the agents have cleaned up, with no controller there");
            JsonElement keys = await JsonAsync($"/control/keys?run={run}"), ledgers = await JsonAsync($"/control/ledger?run={run}");
            (int all, int cancelled, int again, int alive) = (keys.GetProperty("keys").GetInt32(), keys.GetProperty("cancelled").GetInt32(), keys.GetProperty("again").GetInt32(), ledgers.GetProperty("shadow").GetProperty("alive").GetInt32());
            await fleet.StartControllerAsync(0);
            JsonElement ended = await fleet.EndedAsync();
            JsonElement cleanup = ended.GetProperty("cleanup");
            Table.Line("cleanup.txt", "controller of two agents, killed", i, $"after {at.TotalMilliseconds,5:0} ms: {all,5} writes, cleaned {cancelled,5}, left {alive}, cleaned twice {again}; the next controller heard of {cleanup.GetProperty("done")} of {cleanup.GetProperty("due")}");
            Assert.Equal((run, all, 0, 0), (ended.GetProperty("id").GetString(), cancelled, alive, again));
            Assert.Equal((all, all), (cleanup.GetProperty("due").GetInt32(), cleanup.GetProperty("done").GetInt32()));
        }
    }

    private static string[] Outboxes(Fleet fleet) => [.. Directory.GetDirectories($"{fleet.Folder}/state", "outbox", SearchOption.AllDirectories).SelectMany(Directory.GetFiles)];

    private Task<JsonElement> JsonAsync(string path) => _client.GetFromJsonAsync<JsonElement>(new Uri(broker.Http, path));
}
