using System.Diagnostics;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// Three agents whose controller hangs at the very moment at which the target breaks down: each ends its share by its own figures, long before
/// its lease has lapsed. So many tries as LOADPROBE_ROUNDS says (3), at LOADPROBE_RATE arrivals a second (500); what was measured is in
/// <c>artifacts/reflexes.txt</c>.
/// </summary>
public sealed class ReflexTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.5), Within = TimeSpan.FromSeconds(1.2);

    public static TheoryData<string, string> Faults => new() { { "each answer is 500", "errors < 1% over 5s" }, { "nobody is answered", "response p99 < 100ms over 5s" } };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Without_a_controller_they_stop_within_a_second_and_a_bit_of_the_breach(string fault, string rule)
    {
        const int seconds = 60;
        bool broken = false;
        var never = new TaskCompletionSource();
        await using Fleet fleet = await Fleet.StartAsync(agents: 3, server: new ArrivalServer(
            hold: _ => Volatile.Read(ref broken) && fault == "nobody is answered" ? never.Task : Task.CompletedTask,
            head: _ => Volatile.Read(ref broken) ? "HTTP/1.1 500 Internal Server Error" : null));
        await fleet.WriteScenarioAsync(seconds * Rounds.Rate, $"  - inject: {{ rate: {Rounds.Rate}/s, during: {seconds}s }}\n", $"max_in_flight: 3000\ndrain: 1s\nthresholds:\n  - {rule}, else abort\n");
        await fleet.LeadAsync();
        var seen = new List<TimeSpan>();
        for (int i = 1; i <= Rounds.Count; i++)
        {
            fleet.Server.Forget();
            await fleet.PressAsync(requests: 6 * Rounds.Rate);
            // At another moment of the second each time.
            await Task.Delay(TimeSpan.FromMilliseconds(1000.0 * i / Rounds.Count), TimeProvider.System);
            fleet.Controller(0).Signal("STOP");
            long at = Stopwatch.GetTimestamp();
            Volatile.Write(ref broken, true);
            await fleet.UntilAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(fleet.Server.Last) > Quiet), "all of them have stopped");
            TimeSpan last = Stopwatch.GetElapsedTime(at, Math.Max(at, fleet.Server.Last));
            fleet.Controller(0).Signal("CONT");
            JsonElement run = await fleet.EndedAsync();
            Volatile.Write(ref broken, false);
            never.SetResult();
            never = new TaskCompletionSource();

            seen.Add(last);
            JsonElement stop = run.GetProperty("stopped");
            Table.Line("reflexes.txt", $"{fault}, {Rounds.Rate}/s", i, $"last request {last.TotalMilliseconds:0} ms after; {stop.GetProperty("reason").GetString()}");
            Assert.Equal(("aborted", "threshold"), (run.GetProperty("state").GetString(), stop.GetProperty("by").GetString()));
            Assert.Matches(@"^.+ over 5s, else abort: .+ \(agent agent-\d, by its own reflex\)$", stop.GetProperty("reason").GetString());
            Assert.Equal(run.GetProperty("totals").GetProperty("sent").GetInt64(), fleet.Server.Count);
        }

        Table.Summary("reflexes.txt", $"{fault}, {Rounds.Rate}/s", seen);
        Assert.All(seen, last => Assert.InRange(last, TimeSpan.Zero, Within));
    }
}
