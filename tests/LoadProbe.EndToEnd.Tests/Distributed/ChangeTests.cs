using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A run of several agents that is changed while it runs.</summary>
public sealed class ChangeTests
{
    private const int Rate = 200;

    [Fact]
    public async Task Another_rate_holds_for_all_agents_a_second_later_and_is_told_in_the_run()
    {
        await using Fleet fleet = await Fleet.StartAsync(agents: 2);
        await fleet.WriteScenarioAsync(20 * Rate, $"  - inject: {{ rate: {Rate}/s, during: 20s }}\n");
        await fleet.LeadAsync();
        await fleet.PressAsync(requests: 3 * Rate);

        Ended higher = await Running.LoadProbeAsync($"ctl --url {fleet.Pages(0)} rate {Rate + 1}/s");
        Assert.Equal(3, higher.ExitCode);
        Assert.Contains($"{Rate + 1}/s is more than the {Rate}/s", higher.Error);
        Ended changed = await Running.LoadProbeAsync($"ctl --url {fleet.Pages(0)} rate 20/s");
        Assert.True(changed.ExitCode == 0, changed.ToString());
        JsonElement run = await fleet.EndedAsync();

        JsonElement change = Assert.Single(run.GetProperty("changes").EnumerateArray().ToArray());
        Assert.Equal($"{Rate}/s to 20/s", change.GetProperty("what").GetString());
        double at = change.GetProperty("at").GetDouble();
        long due = run.GetProperty("totals").GetProperty("due").GetInt64();
        // Exactly what the changed plan says: so many before, so many after.
        Assert.True(run.GetProperty("state").GetString() == "completed" && run.GetProperty("reasons").GetArrayLength() == 0, $"{run.GetProperty("reasons")}\n{fleet.Said}\n{string.Join('\n', run.GetProperty("series").EnumerateArray().Select(s => s.ToString()[..Math.Min(s.ToString().Length, 220)]))}");
        Assert.InRange(due, (at * Rate) + ((20 - at) * 20) - 1, (at * Rate) + ((20 - at) * 20) + 1);
        int[] numbers = [.. fleet.Server.Log.Select(a => a.Number)];
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.Equal(run.GetProperty("totals").GetProperty("sent").GetInt64(), numbers.Length);
    }

    [Fact]
    public async Task A_late_agent_takes_the_share_of_one_that_died_and_at_no_time_is_more_sent_than_was_approved()
    {
        await using Fleet fleet = await Fleet.StartAsync(agents: 2);
        await fleet.WriteScenarioAsync(30 * Rate, $"  - inject: {{ rate: {Rate}/s, during: 30s }}\n", "agents: { lost: redistribute }\ndrain: 1s\n");
        await fleet.LeadAsync();
        await fleet.PressAsync(requests: 2 * Rate);

        fleet.StartAgent("late");
        Uri pages = fleet.Pages(0);
        await fleet.UntilAsync(async () => (await fleet.JsonAsync(pages, "/api/agents"))?.GetArrayLength() == 3, "it has joined");
        fleet.Agent("agent-1").Signal("KILL");
        JsonElement run = await fleet.EndedAsync(TimeSpan.FromMinutes(2));

        JsonElement[] changes = [.. run.GetProperty("changes").EnumerateArray()];
        Assert.True(changes.Length == 2, $"{run.GetProperty("changes")}\n{run.GetProperty("reasons")}\n{fleet.Said}");
        Assert.StartsWith("agent agent-1 was lost", changes[0].GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.Equal("1 share of lost agents to late", changes[1].GetProperty("what").GetString());
        fleet.AssertWithin(Rate, run);
        // All of its own, and of the other's what came from then on.
        int[] numbers = [.. fleet.Server.Log.Select(a => a.Number)];
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        double from = changes[1].GetProperty("at").GetDouble();
        Assert.Equal((30 * Rate / 2) - (long)Math.Ceiling(from * Rate / 2), numbers.LongCount(n => n % 2 == 1 && n >= from * Rate), 1.0);
    }
}
