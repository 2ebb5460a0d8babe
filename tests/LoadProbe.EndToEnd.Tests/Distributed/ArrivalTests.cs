using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Agents in processes of their own send one plan, and are told as one. What was measured is in <c>artifacts/arrivals.txt</c>.</summary>
public sealed class ArrivalTests
{
    private const int Rate = 200, Seconds = 5;

    // The histogram's precision.
    private const double Precision = 0.001;

    private static readonly (string Name, double Percent)[] Percentiles = [("p50", 50), ("p75", 75), ("p90", 90), ("p95", 95), ("p99", 99), ("p999", 99.9), ("max", 100)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Each_arrival_of_the_plan_comes_once_and_percentiles_are_those_of_all_raw_times(int agents)
    {
        // Each agent's own answers take another time: an average of their percentiles would be far off.
        await using Fleet fleet = await Fleet.StartAsync(agents: 0, server: new ArrivalServer(n => TimeSpan.FromMilliseconds((5 * (1 + (n % agents))) + (n * 31 % 17) + (n % 97 == 0 ? 150 : 0))));
        await fleet.WriteScenarioAsync(Seconds * Rate, $"  - inject: {{ rate: {Rate}/s, during: {Seconds}s }}\n");
        string[] names = [.. Enumerable.Range(0, agents).Select(i => $"agent-{i}")];
        foreach (string name in names) fleet.StartAgent(name, RawTimes.Into($"{fleet.Folder}/{name}.nettrace"));
        await fleet.LeadAsync();
        await fleet.PressAsync(requests: 1);
        JsonElement run = await fleet.EndedAsync();
        var raw = new RawTimes("number");
        foreach (string name in names)
        {
            // It writes its trace when it ends.
            await fleet.Agent(name).DisposeAsync();
            raw.Add($"{fleet.Folder}/{name}.nettrace");
        }

        JsonElement totals = run.GetProperty("totals"), response = run.GetProperty("latency").GetProperty("response"), service = run.GetProperty("latency").GetProperty("service");
        long dropped = totals.GetProperty("dropped").GetInt64();
        int[] numbers = [.. fleet.Server.Log.Select(a => a.Number)];
        Assert.Equal(Seconds * Rate, totals.GetProperty("due").GetInt64());
        Assert.Equal((Seconds * Rate) - dropped, numbers.Length);
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.Equal(numbers.Length, raw.Count);
        Assert.Equal(raw.Count, response.GetProperty("count").GetInt64());
        double furthest = 0;
        foreach ((string name, double percent) in Percentiles)
        {
            furthest = Math.Max(furthest, Off(response.GetProperty(name).GetDouble(), raw.Response(percent)));
            furthest = Math.Max(furthest, Off(service.GetProperty(name).GetDouble(), raw.Service(percent)));
        }

        JsonElement start = run.GetProperty("start");
        double reported = start.GetProperty("skew_seconds").GetDouble(), uncertainty = start.GetProperty("uncertainty_seconds").GetDouble(), seen = fleet.Server.SeenSkew(agents, Rate).TotalSeconds;
        Table.Line("arrivals.txt", $"{agents} agents", 1, $"{numbers.Length} of {Seconds * Rate} came, each once, {dropped} dropped; percentiles at most {furthest * 100:0.000} % off those of {raw.Count} raw times; skew reported {reported * 1000:0.0} ± {uncertainty * 1000:0.0} ms, at the server {seen * 1000:0.0} ms");
        Assert.InRange(furthest, 0, Precision);
        Assert.Equal(agents, start.GetProperty("agents").GetArrayLength());
        // More than 0.05 s each, and an agent is not ready.
        Assert.InRange(uncertainty, 0, 0.1);
    }

    [Fact]
    public async Task A_table_that_is_larger_than_a_message_of_the_server_reaches_all_agents()
    {
        await using Fleet fleet = await Fleet.StartAsync(agents: 2);
        await fleet.WriteScenarioAsync(500_000, $"  - inject: {{ rate: {Rate}/s, during: 2s }}\n");
        await fleet.LeadAsync();
        await fleet.PressAsync(requests: 1);
        JsonElement run = await fleet.EndedAsync();

        Assert.True(run.GetProperty("totals").GetProperty("sent").GetInt64() == 2 * Rate, $"{run.GetProperty("reasons")}\n{fleet.Said}");
        Assert.Equal(Enumerable.Range(0, 2 * Rate), fleet.Server.Log.Select(l => l.Number).Order());
    }

    private static double Off(double seen, double raw) => Math.Abs(seen - raw) / raw;
}
