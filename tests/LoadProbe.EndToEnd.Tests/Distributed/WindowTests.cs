using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// A window of an exchange's nights, 22:00 to 02:00 in Shanghai, with its calendar, and runs that a schedule starts in it: real processes,
/// whose clocks show the night in question. What was measured is in <c>artifacts/windows.txt</c>.
/// </summary>
public sealed class WindowTests
{
    private const int Rate = 100;
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    // The night of a Saturday; the market is closed on Sundays.
    private static readonly DateTimeOffset Ends = new(2026, 12, 6, 2, 0, 0, Offset);

    [Fact]
    public async Task A_run_that_the_schedule_started_is_cut_at_the_end_of_the_window_by_the_agents_though_the_controller_hangs()
    {
        var clock = new FakedClock(Ends - TimeSpan.FromSeconds(80));
        await using Fleet fleet = await StartAsync(clock, agents: 2);
        // A search: how long it takes is known only afterwards, so that it is the window that ends it.
        DateTimeOffset due = await ScheduleAsync(fleet, clock, $"find_capacity: {{ from: {Rate}/s, to: {4 * Rate}/s, factor: 2, hold: 60s, precision: 10%, confirm: 1 }}");
        await fleet.UntilAsync(() => Task.FromResult(fleet.Server.Count >= Rate), "the schedule has started it");
        DateTimeOffset began = clock.At(fleet.Server.Log.First().At).ToOffset(Offset);
        Assert.True(began < Ends - TimeSpan.FromSeconds(3), "this machine was too slow for what is to be shown");
        // A lease lives for 3 s: it lasts beyond the end of the window.
        TimeSpan before = TimeSpan.FromSeconds(1.2);
        await clock.UntilAsync(Ends - before);
        fleet.Controller(0).Signal("STOP");
        await fleet.UntilAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(fleet.Server.Last) > TimeSpan.FromSeconds(1)), "the agents have stopped");
        TimeSpan left = clock.At(fleet.Server.Last) - Ends;
        fleet.Controller(0).Signal("CONT");
        JsonElement run = await fleet.EndedAsync();

        JsonElement stop = run.GetProperty("stopped");
        Table.Line("windows.txt", "cut at the window's end", 1, $"due {due:HH:mm:ss}, first request {began:HH:mm:ss.fff}; controller hangs from {before.TotalSeconds} s before {Ends:HH:mm:ss} on; last request {Math.Abs(left.TotalMilliseconds):0} ms {(left < TimeSpan.Zero ? "before" : "after")} it, of {fleet.Server.Count}; stopped by {stop.GetProperty("by").GetString()}: {stop.GetProperty("reason").GetString()}");
        Assert.True(began >= due);
        Assert.InRange(left, -before / 2, TimeSpan.FromMilliseconds(50));
        Assert.Equal(("aborted", "window"), (run.GetProperty("state").GetString(), stop.GetProperty("by").GetString()));
        Assert.Equal(Ends, stop.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(run.GetProperty("totals").GetProperty("sent").GetInt64(), fleet.Server.Count);
    }

    [Fact]
    public async Task One_that_would_not_fit_is_refused_before_anything_is_sent_and_the_reason_is_kept()
    {
        var clock = new FakedClock(Ends - TimeSpan.FromMinutes(10));
        await using Fleet fleet = await StartAsync(clock, agents: 1);
        await ScheduleAsync(fleet, clock, $"inject: {{ rate: {Rate}/s, during: 590s }}");
        string detail = await RefusedAsync(fleet);

        Table.Line("windows.txt", "would not fit", 1, detail[detail.IndexOf("scenarios/", StringComparison.Ordinal)..]);
        Assert.Matches(@"scenarios/press\.yaml:1:1: it lasts 9\.83m and drains for up to 5s, and the window 22:00 to 02:00 Asia/Shanghai shuts in \d\.\d+m: it would not fit, and nothing was sent$", detail);
        Assert.Equal(0, fleet.Server.Count);
    }

    [Fact]
    public async Task On_the_night_of_a_day_off_on_which_people_work_it_does_not_start()
    {
        // A Saturday, worked in exchange for the spring festival.
        var clock = new FakedClock(new DateTimeOffset(2026, 2, 14, 22, 29, 45, Offset));
        await using Fleet fleet = await StartAsync(clock, agents: 1);
        await ScheduleAsync(fleet, clock, $"inject: {{ rate: {Rate}/s, during: 10s }}");
        string detail = await RefusedAsync(fleet);

        Table.Line("windows.txt", "make-up working day", 1, detail[detail.IndexOf("scenarios/", StringComparison.Ordinal)..]);
        Assert.Contains("2026-02-14 is a working day by calendar sse: nothing was sent", detail, StringComparison.Ordinal);
        Assert.Equal(0, fleet.Server.Count);
    }

    private static async Task<Fleet> StartAsync(FakedClock clock, int agents)
    {
        Fleet fleet = await Fleet.StartAsync(agents: 0, environment: clock.Environment);
        for (int i = 0; i < agents; i++) fleet.StartAgent($"agent-{i}", clock.Environment);
        await fleet.LeadAsync();
        return fleet;
    }

    // Soon, but late enough for the timetable to have it by then.
    private static async Task<DateTimeOffset> ScheduleAsync(Fleet fleet, FakedClock clock, string load)
    {
        DateTimeOffset soon = clock.Now.ToOffset(Offset) + TimeSpan.FromSeconds(12), due = soon - TimeSpan.FromTicks(soon.Ticks % TimeSpan.TicksPerSecond);
        await fleet.ApplyAsync(
            ("targets.yaml", $"counted: {{ address: {fleet.Server.Address}, class: test }}\n"),
            ("sse.yaml", "zone: Asia/Shanghai\nvalid: { from: 2026-01-01, to: 2026-12-31 }\nsessions: [ 09:15-11:30, 13:00-15:30 ]\nholidays: [ 2026-01-01..2026-01-03, 2026-02-15..2026-02-23 ]\nworking: [ 2026-01-04, 2026-02-14 ]\n"),
            ("journeys/get.yaml", "target: counted\nsteps:\n  - { name: get, get: / }\n"),
            ("scenarios/press.yaml", string.Create(CultureInfo.InvariantCulture, $"target: counted\nmix: ../journeys/get.yaml\nload:\n  - {load}\nwindow: {{ days: sat-sun, from: \"22:00\", to: \"02:00\", zone: Asia/Shanghai, calendar: sse.yaml }}\nschedule: {{ at: \"{due:HH:mm:ss}\", zone: Asia/Shanghai }}\n")));
        return due;
    }

    private static async Task<string> RefusedAsync(Fleet fleet)
    {
        JsonElement line = default;
        await fleet.UntilAsync(async () =>
        {
            line = (await fleet.JsonAsync(fleet.Pages(0), "/api/schedules"))?.EnumerateArray().Single() ?? line;
            return line.ValueKind == JsonValueKind.Object && line.GetProperty("outcome").GetString() == "refused";
        }, "what was due is refused");
        Assert.Equal(0, (await fleet.JsonAsync(fleet.Pages(0), "/api/runs"))!.Value.GetArrayLength());
        return line.GetProperty("why").GetString()!;
    }
}
