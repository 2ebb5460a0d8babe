using System.Globalization;
using System.Text.Json;
using LoadProbe.Controller.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Scenarios that are due while controllers lead, die and hang: each time started once, with real processes.</summary>
public sealed class ScheduleTests
{
    private const int Requests = 20;

    [Fact]
    public async Task What_is_due_is_started_once_by_the_leader_and_after_its_death_by_the_other()
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using Fleet fleet = await StartAsync(postgres);
        DateTimeOffset first = Later(12), second = Later(50);
        await fleet.ApplyAsync([.. Definitions(fleet), Due("first", first), Due("second", second)]);
        int leader = (await fleet.LeadingAsync())!.Value;
        await fleet.UntilAsync(() => Task.FromResult(fleet.Server.Count >= Requests), "the first is started");
        Assert.True(TimeProvider.System.GetUtcNow() >= first);
        JsonElement run = await fleet.EndedAsync();
        Assert.Equal("first", run.GetProperty("scenario").GetString());

        fleet.Controller(leader).Signal("KILL");
        await fleet.UntilAsync(async () => await fleet.LeadingAsync() is { } next && next != leader, "the other leads");
        Assert.True(TimeProvider.System.GetUtcNow() < second, "this machine was too slow for what is to be shown");
        await fleet.UntilAsync(() => Task.FromResult(fleet.Server.Count >= 2 * Requests), "the second is started");
        Assert.True(TimeProvider.System.GetUtcNow() >= second);
        JsonElement again = await fleet.EndedAsync();
        await StaysAsync(fleet, 2 * Requests);

        Uri pages = (await fleet.LeaderAsync())!;
        Assert.Equal(2, (await fleet.JsonAsync(pages, "/api/runs"))!.Value.GetArrayLength());
        JsonElement[] schedules = [.. (await fleet.JsonAsync(pages, "/api/schedules"))!.Value.EnumerateArray()];
        Assert.Equal(["first", "second"], schedules.Select(s => s.GetProperty("scenario").GetString()));
        Assert.Equal([run.GetProperty("id").GetString(), again.GetProperty("id").GetString()], schedules.Select(s => s.GetProperty("run").GetString()));
        Assert.All(schedules, s => Assert.Equal("started", s.GetProperty("outcome").GetString()));
        Ended listed = await Running.LoadProbeAsync($"ctl schedules --url {pages}");
        Assert.Contains($"each day at {second:HH:mm:ss} UTC", listed.Output);
        Assert.Contains($"started {again.GetProperty("id").GetString()}", listed.Output);
    }

    [Fact]
    public async Task A_controller_that_hung_as_it_was_due_does_not_start_what_the_other_has_started()
    {
        await using PostgresServer postgres = await PostgresServer.StartAsync();
        await using Fleet fleet = await StartAsync(postgres);
        DateTimeOffset due = Later(25);
        await fleet.ApplyAsync([.. Definitions(fleet), Due("first", due)]);
        int leader = (await fleet.LeadingAsync())!.Value;
        await fleet.UntilAsync(async () => await TriggersAsync(fleet, leader) is 1, "the leader has it on its timetable");
        // Quartz takes what is due within half a minute in advance, so the one that hangs has it in its hand.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        fleet.Controller(leader).Signal("STOP");
        await fleet.UntilAsync(() => Task.FromResult(fleet.Server.Count >= Requests), "the other has started it");
        Assert.True(TimeProvider.System.GetUtcNow() >= due);
        JsonElement run = await fleet.EndedAsync();

        fleet.Controller(leader).Signal("CONT");
        await fleet.Controller(leader).LineAsync("leads no more");
        await StaysAsync(fleet, Requests);
        Assert.DoesNotContain(fleet.Controller(leader).Lines, l => l.Contains("was due at"));
        Assert.Equal(run.GetProperty("id").GetString(), Assert.Single((await fleet.JsonAsync((await fleet.LeaderAsync())!, "/api/runs"))!.Value.EnumerateArray()).GetProperty("id").GetString());
    }

    private static async Task<Fleet> StartAsync(PostgresServer postgres)
    {
        string store = $"postgres://{PostgresServer.User}:${{secret:env:STORE_PASSWORD}}@127.0.0.1:{postgres.Port}/{await postgres.CreateDatabaseAsync()}";
        Fleet fleet = await Fleet.StartAsync(agents: 1, controllers: 2, store: store, environment: ("STORE_PASSWORD", PostgresServer.Password));
        await fleet.WriteScenarioAsync(1, "  - inject: { rate: 1/s, during: 1s }\n");
        await fleet.LeadAsync();
        return fleet;
    }

    private static (string, string)[] Definitions(Fleet fleet) =>
        [("targets.yaml", $"counted: {{ address: {fleet.Server.Address}, class: test }}\n"), ("journeys/get.yaml", "target: counted\nsteps:\n  - get: /\n")];

    private static (string, string) Due(string name, DateTimeOffset due) => ($"scenarios/{name}.yaml",
        string.Create(CultureInfo.InvariantCulture, $"target: counted\nmix: ../journeys/get.yaml\nload:\n  - inject: {{ rate: {Requests}/s, during: 1s }}\nschedule: {{ at: \"{due:HH:mm:ss}\", zone: UTC }}\n"));

    private static DateTimeOffset Later(int seconds) => TimeProvider.System.GetUtcNow().AddSeconds(seconds);

    private static async Task<int?> TriggersAsync(Fleet fleet, int controller) => (await fleet.JsonAsync(fleet.Pages(controller), "/api/schedules"))?.EnumerateArray().Count(s => s.GetProperty("next_due").ValueKind == JsonValueKind.String);

    private static async Task StaysAsync(Fleet fleet, int requests)
    {
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        Assert.Equal(requests, fleet.Server.Count);
    }
}
