using System.Diagnostics;
using System.Text.Json;
using LoadProbe.Controller.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// What becomes of a run and of dial tests when a part dies, hangs or is cut off, with real processes. Each fault so many times as
/// LOADPROBE_ROUNDS says (1); what was measured is a line of <c>artifacts/faults.txt</c> each.
/// </summary>
public sealed class FaultTests
{
    private const int Rate = 300;

    // What the scenario's ceiling says: a tenth above the plan's rate.
    private const int Approved = 330;
    private const string Figures = "faults.txt";
    private static readonly TimeSpan StoppedWithin = TimeSpan.FromSeconds(3.5);

    public static IEnumerable<int> Rounds => Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("LOADPROBE_ROUNDS"), out int rounds) ? rounds : 1);

    public static TheoryData<int> EachRound => [.. Rounds];

    [Theory]
    [MemberData(nameof(EachRound))]
    public async Task When_the_leading_controller_is_killed_all_load_stops_and_the_other_ends_the_run_and_tells_all_of_it(int round)
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using Fleet fleet = await StartAsync(postgres, agents: 3, controllers: 2);
        await fleet.PressAsync(requests: 3 * Rate);
        int leader = (await fleet.LeadingAsync())!.Value;

        long killed = Stopwatch.GetTimestamp();
        fleet.Controller(leader).Signal("KILL");
        await fleet.UntilAsync(async () => await fleet.LeadingAsync() is { } next && next != leader, "the other leads");
        TimeSpan tookOver = Stopwatch.GetElapsedTime(killed);
        JsonElement run = await fleet.EndedAsync();
        TimeSpan lastSend = Stopwatch.GetElapsedTime(killed, fleet.Server.Last), ended = Stopwatch.GetElapsedTime(killed);
        int sent = fleet.Server.Count;

        Table.Line(Figures, "controller killed", round, $"last request {lastSend.TotalSeconds:0.00} s, the other leads {tookOver.TotalSeconds:0.0} s, run ended {ended.TotalSeconds:0.0} s after; {sent} sent and told");
        Assert.InRange(lastSend, TimeSpan.Zero, StoppedWithin);
        Assert.Equal("aborted", run.GetProperty("state").GetString());
        Assert.Equal("controller", run.GetProperty("stopped").GetProperty("by").GetString());
        Assert.Contains("all load has ended: each of its 3 agents said so", $"{run.GetProperty("reasons")}", StringComparison.Ordinal);
        AssertTold(run, fleet);
        // It does not resume.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.Equal(sent, fleet.Server.Count);
    }

    [Theory]
    [MemberData(nameof(EachRound))]
    public async Task When_the_leading_controller_hangs_the_other_leads_and_the_first_is_obeyed_no_more(int round)
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using Fleet fleet = await StartAsync(postgres, agents: 3, controllers: 2);
        await fleet.PressAsync(requests: 3 * Rate);
        int leader = (await fleet.LeadingAsync())!.Value;

        long held = Stopwatch.GetTimestamp();
        fleet.Controller(leader).Signal("STOP");
        await fleet.UntilAsync(async () => await fleet.LeadingAsync() is { } next && next != leader, "the other leads");
        await fleet.EndedAsync();
        fleet.Controller(leader).Signal("CONT");
        await fleet.Controller(leader).LineAsync("leads no more");
        JsonElement run = await fleet.EndedAsync();
        TimeSpan lastSend = Stopwatch.GetElapsedTime(held, fleet.Server.Last);
        int sent = fleet.Server.Count;

        Table.Line(Figures, "controller held", round, $"last request {lastSend.TotalSeconds:0.00} s after; {sent} sent and told, also after it woke up");
        Assert.InRange(lastSend, TimeSpan.Zero, StoppedWithin);
        Assert.Equal("controller", run.GetProperty("stopped").GetProperty("by").GetString());
        AssertTold(run, fleet);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.Equal(sent, fleet.Server.Count);
    }

    [Theory]
    [MemberData(nameof(EachRound))]
    public async Task When_the_nats_server_dies_all_load_stops_and_when_it_is_back_nothing_resumes_and_no_result_is_lost_or_doubled(int round)
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        using var dialled = new ArrivalServer();
        await using Fleet fleet = await StartAsync(postgres, agents: 3, controllers: 2, dialled: dialled);
        await fleet.PressAsync(requests: 3 * Rate);

        long killed = Stopwatch.GetTimestamp();
        await fleet.Nats.KillAsync(0);
        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System);
        TimeSpan lastSend = Stopwatch.GetElapsedTime(killed, fleet.Server.Last);
        await fleet.Nats.StartAsync(0);
        JsonElement run = await fleet.EndedAsync();
        int sent = fleet.Server.Count;

        Assert.InRange(lastSend, TimeSpan.Zero, StoppedWithin);
        Assert.Equal("aborted", run.GetProperty("state").GetString());
        AssertTold(run, fleet);
        int dials = await fleet.EachHasItsResultAsync("health", dialled);
        Table.Line(Figures, "nats-server killed, back after 6 s", round, $"last request {lastSend.TotalSeconds:0.00} s after; {sent} sent and told; {dials} dials, as many results");
        Assert.Equal(sent, fleet.Server.Count);
    }

    [Theory]
    [MemberData(nameof(EachRound))]
    public async Task When_one_of_three_nats_servers_is_cut_off_the_run_goes_on_to_its_end(int round)
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using Fleet fleet = await StartAsync(postgres, agents: 3, controllers: 2, brokers: 3, seconds: 20);
        await fleet.PressAsync(requests: 3 * Rate);
        int broker = round % 3;

        // Neither answers nor closes anything: as if its cable were pulled.
        fleet.Nats[broker].Signal("STOP");
        JsonElement run = await fleet.EndedAsync();
        fleet.Nats[broker].Signal("CONT");

        int silence = run.GetProperty("series").GetArrayLength();
        Table.Line(Figures, "one of three nats-servers held", round, $"server {broker}; {fleet.Server.Count} of {20 * Rate} sent, {silence} seconds told, state {run.GetProperty("state").GetString()}");
        Assert.True(run.GetProperty("state").GetString() == "completed", $"{run.GetProperty("reasons")}\n{fleet.Said}");
        Assert.Equal(20 * Rate, run.GetProperty("totals").GetProperty("due").GetInt64());
        AssertTold(run, fleet);
    }

    [Theory]
    [MemberData(nameof(EachRound))]
    public async Task When_an_agent_dies_the_total_never_exceeds_the_approved_rate_in_any_second(int round)
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using Fleet fleet = await StartAsync(postgres, agents: 3, controllers: 2, seconds: 20, more: $"ceiling: {Approved}/s\n");
        await fleet.PressAsync(requests: 3 * Rate);

        // One is held up, and has 60 arrivals to make good when another dies: unheld, the server would see 360 in a second.
        Running held = fleet.Agent($"agent-{(round + 1) % 3}");
        held.Signal("STOP");
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System);
        held.Signal("CONT");
        fleet.Agent($"agent-{round % 3}").Signal("KILL");
        JsonElement run = await fleet.EndedAsync();

        int most = fleet.Server.MostInASecond();
        long dropped = run.GetProperty("totals").GetProperty("dropped_by").GetProperty("ceiling").GetInt64();
        Table.Line(Figures, "agent held up, another killed", round, $"{most} requests in the fullest second of {Approved} approved; {fleet.Server.Count} sent in all, {dropped} dropped at the ceiling");
        Assert.InRange(most, Rate, Approved);
        Assert.True(dropped > 0, $"{run.GetProperty("totals")}");
        Assert.Equal(fleet.Server.Count, fleet.Server.Log.Select(a => a.Number).Distinct().Count());
        Assert.True(run.GetProperty("state").GetString() == "completed", $"{run.GetProperty("reasons")}\n{fleet.Said}");
        Assert.Contains($"agent agent-{round % 3} was lost", $"{run.GetProperty("reasons")}", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EachRound))]
    public async Task While_postgresql_is_away_probes_go_on_and_nothing_of_them_is_lost(int round)
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        using var dialled = new ArrivalServer();
        await using Fleet fleet = await StartAsync(postgres, agents: 3, controllers: 2, dialled: dialled);
        await fleet.UntilAsync(() => Task.FromResult(dialled.Count >= 6), "probes are dialled");

        await postgres.CrashAsync();
        int before = dialled.Count;
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
        int during = dialled.Count - before;
        await postgres.ResumeAsync();

        // Three agents, each second.
        Assert.InRange(during, 40, 65);
        int dials = await fleet.EachHasItsResultAsync("health", dialled);
        Table.Line(Figures, "PostgreSQL away for 20 s", round, $"{during} dials meanwhile; {dials} dials in all, as many results");
    }

    private static async Task<Fleet> StartAsync(PostgresServer postgres, int agents, int controllers, int brokers = 1, int seconds = 60, ArrivalServer? dialled = null, string more = "")
    {
        string store = $"postgres://{PostgresServer.User}:${{secret:env:STORE_PASSWORD}}@127.0.0.1:{postgres.Port}/{await postgres.CreateDatabaseAsync()}";
        Fleet fleet = await Fleet.StartAsync(agents, controllers, brokers, store, null, ("STORE_PASSWORD", PostgresServer.Password));
        await fleet.WriteScenarioAsync(seconds * Rate, $"  - inject: {{ rate: {Rate}/s, during: {seconds}s }}\n", more);
        if (dialled is not null) await fleet.WriteAsync("probes/health.yaml", $"target: {{ address: {dialled.Address}, class: test }}\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        await fleet.LeadAsync();
        return fleet;
    }

    // Each request that the server saw is in the run's figures, once, and no number came twice.
    private static void AssertTold(JsonElement run, Fleet fleet)
    {
        int[] numbers = [.. fleet.Server.Log.Select(a => a.Number)];
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        JsonElement totals = run.GetProperty("totals");
        Assert.Equal(totals.GetProperty("due").GetInt64(), totals.GetProperty("sent").GetInt64() + totals.GetProperty("dropped").GetInt64());
        Assert.True(totals.GetProperty("sent").GetInt64() == numbers.Length, $"{totals.GetProperty("sent")} told, {numbers.Length} seen\n{run.GetProperty("reasons")}\n{fleet.Said}");
    }
}
