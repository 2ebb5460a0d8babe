using System.Diagnostics;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// How soon all load has ended when a person stops a run of three agents, by the server that is pressed. So many tries as LOADPROBE_ROUNDS
/// says (3), at LOADPROBE_RATE arrivals a second (500); what was measured is in <c>artifacts/stops.txt</c>.
/// </summary>
public sealed class StopTests
{
    private static readonly int Tries = Rounds.Count, Rate = Rounds.Rate;

    // A lease that is renewed no more has lapsed by then: a stop that is heard is sooner.
    private static readonly TimeSpan Lapse = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Ways => ["API", "button", "lever"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_run_that_is_stopped_ends_on_all_agents_at_once_and_says_how_soon(string way)
    {
        const int seconds = 60;
        await using Fleet fleet = await Fleet.StartAsync(agents: 3);
        await fleet.WriteScenarioAsync(seconds * Rate, $"  - inject: {{ rate: {Rate}/s, during: {seconds}s }}\n", "max_in_flight: 3000\n");
        await fleet.LeadAsync();
        await using StopOrder order = await StopOrder.PrepareAsync(fleet, way);
        List<TimeSpan> seen = [], told = [];
        for (int i = 1; i <= Tries; i++)
        {
            fleet.Server.Forget();
            await fleet.PressAsync(requests: 2 * Rate);
            DateTimeOffset asked = await order.GiveAsync();
            JsonElement run = await fleet.EndedAsync();
            await order.TakeBackAsync();

            TimeSpan last = TimeProvider.System.GetUtcNow() - Stopwatch.GetElapsedTime(fleet.Server.Last) - asked;
            if (last < TimeSpan.Zero) last = TimeSpan.Zero;
            seen.Add(last);
            JsonElement stop = run.GetProperty("stopped");
            told.Add(TimeSpan.FromSeconds(stop.GetProperty("breach_to_last_send_seconds").GetDouble()));
            Table.Line("stops.txt", $"{way}, {Rate}/s, 3 agents", i, $"last request {last.TotalMilliseconds:0.0} ms after it was asked for, by the report {told[^1].TotalMilliseconds:0.0} ms after the decision");
            // The report counts from the decision on, which comes after it was asked for; the way to the server is on this machine.
            Assert.InRange(told[^1], TimeSpan.Zero, last + TimeSpan.FromMilliseconds(20));
            Assert.Equal(("aborted", "person"), (run.GetProperty("state").GetString(), stop.GetProperty("by").GetString()));
            Assert.InRange(last, TimeSpan.Zero, Lapse);
            Assert.Equal(run.GetProperty("totals").GetProperty("sent").GetInt64(), fleet.Server.Count);
        }

        Table.Summary("stops.txt", $"{way}, {Rate}/s", seen);
        Table.Summary("stops.txt", $"{way}, {Rate}/s, by the reports", told);
    }

    [Fact]
    public async Task What_the_target_answers_to_one_agent_stops_all_of_them_at_once()
    {
        const int seconds = 60;
        int said = 2 * Rate;
        long at = 0;
        await using Fleet fleet = await Fleet.StartAsync(agents: 3, server: new ArrivalServer(head: number =>
        {
            if (number != said) return null;
            Volatile.Write(ref at, Stopwatch.GetTimestamp());
            return "HTTP/1.1 200 OK\r\nX-LoadProbe-Stop: the desk is calling";
        }));
        await fleet.WriteScenarioAsync(seconds * Rate, $"  - inject: {{ rate: {Rate}/s, during: {seconds}s }}\n", "max_in_flight: 3000\n");
        await fleet.LeadAsync();
        await fleet.PressAsync(requests: said);
        JsonElement run = await fleet.EndedAsync();

        TimeSpan last = Stopwatch.GetElapsedTime(at, Math.Max(at, fleet.Server.Last));
        Table.Line("stops.txt", $"stopped by the target at {Rate}/s over 3 agents", 1, $"last request {last.TotalMilliseconds:0.0} ms after it said so to one of them");
        JsonElement stop = run.GetProperty("stopped");
        Assert.Equal(("aborted", "target"), (run.GetProperty("state").GetString(), stop.GetProperty("by").GetString()));
        Assert.Matches(@"^X-LoadProbe-Stop: the desk is calling \(to agent agent-\d\)$", stop.GetProperty("reason").GetString());
        Assert.InRange(last, TimeSpan.Zero, Lapse);
        Assert.Equal(run.GetProperty("totals").GetProperty("sent").GetInt64(), fleet.Server.Count);
    }
}
