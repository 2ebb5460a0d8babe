using System.Diagnostics;
using System.Text.Json;
using LoadProbe.Link.Tests;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>An agent whose machine is not as it should be, in a process of its own; so many times and told as <see cref="FaultTests"/> says.</summary>
public sealed class AgentFaultTests
{
    private const int Rate = 150, Seconds = 5;

    public static TheoryData<int> EachRound => [.. FaultTests.Rounds];

    [Theory]
    [MemberData(nameof(EachRound))]
    public async Task An_agent_whose_clock_is_ten_minutes_off_begins_with_the_others(int round)
    {
        (string, string)[] faked = FakedClock.Variables(round % 2 == 1 ? "+10m" : "-10m");
        await using Fleet fleet = await Fleet.StartAsync(agents: 2);
        fleet.StartAgent("agent-2", faked);
        await fleet.WriteScenarioAsync(Seconds * Rate, $"  - inject: {{ rate: {Rate}/s, during: {Seconds}s }}\n");
        await fleet.LeadAsync();
        double? off = null;
        await fleet.UntilAsync(async () => (off = await ClockOffAsync(fleet, "agent-2")) is not null, "its clock is known");
        await fleet.PressAsync(requests: 1);
        JsonElement run = await fleet.EndedAsync();

        double skew = run.GetProperty("start").GetProperty("skew_seconds").GetDouble(), seen = fleet.Server.SeenSkew(agents: 3, Rate).TotalSeconds;
        Table.Line("faults.txt", "an agent's clock 10 min off", round, $"off by {off:0.000} s; {fleet.Server.Count} of {Seconds * Rate} sent; skew reported {skew * 1000:0.0} ms, at the server {seen * 1000:0.0} ms");
        Assert.Equal(600, Math.Abs(off!.Value), 5.0);
        Assert.True(run.GetProperty("state").GetString() == "completed", $"{run.GetProperty("reasons")}\n{fleet.Said}");
        Assert.Equal(Seconds * Rate, run.GetProperty("totals").GetProperty("due").GetInt64());
        Assert.InRange(seen, 0, 0.05);
    }

    [Theory]
    [MemberData(nameof(EachRound))]
    public async Task An_agent_whose_disk_is_full_says_and_counts_it_and_loses_no_result_and_goes_on_when_there_is_room(int round)
    {
        using var dialled = new ArrivalServer();
        await using Fleet fleet = await Fleet.StartAsync(agents: 0);
        using var disk = new SmallDisk(fleet.Folder);
        fleet.StartAgent("agent-0", disk.Folder);
        await fleet.WriteAsync("probes/health.yaml", $"target: {{ address: {dialled.Address}, class: test }}\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        await fleet.LeadAsync();
        await fleet.UntilAsync(async () => await fleet.ResultsAsync("health") >= 2, "results come");

        disk.Fill($"{disk.Folder}/hog");
        string said = await fleet.Agent("agent-0").LineAsync("takes no letters, and they wait in memory meanwhile");
        await fleet.Nats.KillAsync(0);
        int before = dialled.Count;
        await fleet.UntilAsync(() => Task.FromResult(dialled.Count >= before + 4), "it dials on");
        await fleet.Nats.StartAsync(0);
        File.Delete($"{disk.Folder}/hog");
        await fleet.Agent("agent-0").LineAsync("takes letters again");

        Assert.Contains("No space left on device", said);
        int dials = await fleet.EachHasItsResultAsync("health", dialled);
        double unkept = 0;
        await fleet.UntilAsync(async () => (unkept = await fleet.MetricAsync(fleet.Pages(0), "loadprobe_link_events_total", "agent=\"agent-0\",event=\"unkept\"")) > 0, "it is counted");
        Table.Line("faults.txt", "an agent's disk full", round, $"{unkept} not kept, and that there is no space was said; {dials} dials, as many results");
    }

    private static async Task<double?> ClockOffAsync(Fleet fleet, string agent) =>
        await fleet.JsonAsync(fleet.Pages(0), $"/api/agents/{agent}") is { } line && line.GetProperty("clock_offset_seconds") is { ValueKind: JsonValueKind.Number } off ? off.GetDouble() : null;
}
