namespace LoadProbe.EndToEnd.Tests;

/// <summary>What an agent has on its disk after it was killed, with real processes.</summary>
public sealed class AgentDiskTests
{
    [Fact]
    public async Task An_agent_that_is_killed_with_results_that_nobody_has_delivers_each_once_after_its_restart()
    {
        using var dialled = new ArrivalServer();
        await using Fleet fleet = await StartAsync(dialled);
        await fleet.UntilAsync(async () => (await ResultsAsync(fleet)).Count >= 2, "results come");

        await fleet.Nats.KillAsync(0);
        int before = dialled.Count;
        await fleet.UntilAsync(() => Task.FromResult(dialled.Count >= before + 5), "probes go on");
        await KillAsync(fleet);
        int dials = dialled.Count;
        // Without any server it dials on, by what it has kept.
        fleet.StartAgent("agent-0");
        string kept = await fleet.Agent("agent-0").LineAsync("messages of before");
        await fleet.UntilAsync(() => Task.FromResult(dialled.Count >= dials + 3), "the kept probes are dialled");
        Assert.DoesNotContain(fleet.Agent("agent-0").Lines, l => l.StartsWith("joined", StringComparison.Ordinal));
        await KillAsync(fleet);
        fleet.StartAgent("agent-0");
        await fleet.Nats.StartAsync(0);
        await fleet.Agent("agent-0").LineAsync("joined");

        // The dial under way when an agent is killed has no result.
        dials = dialled.Count;
        IReadOnlyCollection<string> results = [];
        await fleet.UntilAsync(async () => (results = await ResultsAsync(fleet)).Count >= dials - 2, "every dial has its result");
        int after = dialled.Count;
        Assert.InRange(results.Count, dials - 2, after);
        Assert.Equal(results.Count, results.Distinct().Count());
        Assert.DoesNotContain(": 0 messages", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probes_that_are_half_on_the_disk_are_said_and_passed_over_and_come_again_from_the_controller()
    {
        using var dialled = new ArrivalServer();
        await using Fleet fleet = await StartAsync(dialled);
        await fleet.UntilAsync(() => Task.FromResult(dialled.Count >= 1), "it is dialled");
        await KillAsync(fleet);
        string file = Path.Combine(fleet.Folder, "state", "agent-0", "probes.v1.json");
        await using (FileStream half = File.OpenWrite(file)) half.SetLength(half.Length / 2);
        fleet.StartAgent("agent-0");

        await fleet.Agent("agent-0").LineAsync("is no whole set of probes, and is passed over");
        int before = dialled.Count;
        await fleet.UntilAsync(() => Task.FromResult(dialled.Count >= before + 2), "the controller sends them again");
    }

    private static async Task KillAsync(Fleet fleet)
    {
        fleet.Agent("agent-0").Signal("KILL");
        await fleet.Agent("agent-0").ExitAsync(TimeSpan.FromSeconds(10));
        await fleet.Agent("agent-0").DisposeAsync();
    }

    private static async Task<Fleet> StartAsync(ArrivalServer dialled)
    {
        Fleet fleet = await Fleet.StartAsync(agents: 1);
        await fleet.WriteAsync("probes/health.yaml", $"target: {{ address: {dialled.Address}, class: test }}\nevery: 1s\ntimeout: 1s\nsteps:\n  - get: /health\n");
        await fleet.LeadAsync();
        return fleet;
    }

    private static async Task<IReadOnlyCollection<string>> ResultsAsync(Fleet fleet) =>
        await fleet.LeaderAsync() is { } pages && await fleet.JsonAsync(pages, "/api/probes/health/results?count=1000") is { } results
            ? [.. results.EnumerateArray().Select(r => r.GetProperty("id").GetString()!)]
            : [];
}
