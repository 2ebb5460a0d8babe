using System.Diagnostics;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// How soon all load of three agents has ended when what customers dial breaks down, and when a Prometheus knows of it, by the server that is
/// pressed. So many tries as LOADPROBE_ROUNDS says (3), at LOADPROBE_RATE arrivals a second (500); what was measured is in
/// <c>artifacts/guard-stops.txt</c>.
/// </summary>
public sealed class GuardStopTests
{
    private const int Seconds = 60;

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task What_customers_dial_breaks_down_and_stops_them_within_the_window_and_a_second()
    {
        // Three agents dial each second, a third of a second apart or less: six dials are two seconds.
        TimeSpan window = TimeSpan.FromSeconds(2);
        bool broken = false;
        using var customers = new PlainServer((_, _) => Task.CompletedTask, _ => Volatile.Read(ref broken) ? "HTTP/1.1 500 Internal Server Error" : null);
        await using Fleet fleet = await PressingAsync("probe customer fails 3 of 6 from 2 agents", $"target: {{ address: \"{customers.Address}\", class: test }}\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /\n");
        await StopAsync(fleet, "probe guard", "probe customer fails 3 of 6 from 2 agents: ", window, () =>
        {
            Volatile.Write(ref broken, true);
            return Task.FromResult(TimeProvider.System.GetUtcNow());
        }, () =>
        {
            Volatile.Write(ref broken, false);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task What_a_Prometheus_knows_stops_them_within_the_window_and_a_second()
    {
        TimeSpan window = TimeSpan.FromSeconds(1);
        using var scraped = new ScrapedServer();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(scraped.Address);
        await prometheus.EventuallyAsync("broken_orders");
        await using Fleet fleet = await PressingAsync($"{{ prometheus: \"{prometheus.Address}\", query: broken_orders, max: 5, every: 1s }}");
        await StopAsync(fleet, "Prometheus guard", "prometheus: broken_orders at most 5, else abort: it is 9 ", window, () => scraped.SetAsync(9), () => scraped.SetAsync(1));
    }

    private static async Task<Fleet> PressingAsync(string guard, string? customer = null)
    {
        Fleet fleet = await Fleet.StartAsync(agents: 3);
        if (customer is not null) await fleet.WriteAsync("probes/customer.yaml", customer);
        await fleet.WriteScenarioAsync(Seconds * Rounds.Rate, $"  - inject: {{ rate: {Rounds.Rate}/s, during: {Seconds}s }}\n", $"max_in_flight: 3000\nguards:\n  - {guard}\n");
        await fleet.LeadAsync();
        return fleet;
    }

    // From when it could be known to the last request at the server.
    private static async Task StopAsync(Fleet fleet, string what, string reason, TimeSpan window, Func<Task<DateTimeOffset>> breakAsync, Func<Task> healAsync)
    {
        List<TimeSpan> seen = [], told = [];
        for (int i = 1; i <= Rounds.Count; i++)
        {
            fleet.Server.Forget();
            await fleet.PressAsync(requests: 3 * Rounds.Rate);
            // At another moment of the second each time.
            await Task.Delay(TimeSpan.FromMilliseconds(1000.0 * i / Rounds.Count), TimeProvider.System);
            DateTimeOffset known = await breakAsync();
            JsonElement run = await fleet.EndedAsync();
            TimeSpan last = TimeProvider.System.GetUtcNow() - Stopwatch.GetElapsedTime(fleet.Server.Last) - known;
            await healAsync();

            seen.Add(last);
            JsonElement stop = run.GetProperty("stopped");
            told.Add(TimeSpan.FromSeconds(stop.GetProperty("breach_to_last_send_seconds").GetDouble()));
            Table.Line("guard-stops.txt", $"{what}, {Rounds.Rate}/s, 3 agents", i, $"window {window.TotalSeconds:0} s; last request {last.TotalMilliseconds:0} ms after it could be known, by the report {told[^1].TotalMilliseconds:0.0} ms after the decision");
            Assert.Equal(("aborted", "guard"), (run.GetProperty("state").GetString(), stop.GetProperty("by").GetString()));
            Assert.StartsWith(reason, stop.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(run.GetProperty("totals").GetProperty("sent").GetInt64(), fleet.Server.Count);
        }

        Table.Summary("guard-stops.txt", $"{what}, {Rounds.Rate}/s", seen);
        Table.Summary("guard-stops.txt", $"{what}, {Rounds.Rate}/s, by the reports", told);
        Assert.All(seen, last => Assert.InRange(last, TimeSpan.Zero, window + Slack));
    }
}
