using System.Diagnostics;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Dial tests keep their rhythm whatever becomes of the controller, the definitions and other agents.</summary>
public sealed class RhythmTests
{
    private const int Probes = 300, Agents = 3;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Three_hundred_probes_have_no_gap_and_no_double_run_while_the_controller_is_killed_definitions_are_applied_and_an_agent_goes_and_comes()
    {
        await using Fleet fleet = await Fleet.StartAsync(Agents);
        await WriteAsync(fleet, timeout: "1s");
        await fleet.LeadAsync();
        await DialledAsync(fleet, times: 2);

        fleet.Controller(0).Signal("KILL");
        await fleet.Controller(0).ExitAsync(TimeSpan.FromSeconds(10));
        await DialledAsync(fleet, times: 1);
        await fleet.StartControllerAsync(0);
        await fleet.UntilAsync(async () => (await fleet.JsonAsync(fleet.Pages(0), "/api/agents"))?.GetArrayLength() == Agents, "all agents are heard again");
        await WriteAsync(fleet, timeout: "1500ms");
        Ended applied = await Running.LoadProbeAsync($"ctl --url {fleet.Pages(0)} apply {fleet.Folder}/probes");
        Assert.True(applied.ExitCode == 0, applied.ToString());
        await DialledAsync(fleet, times: 2);

        long gone = Stopwatch.GetTimestamp();
        await fleet.StopAgentAsync("agent-2");
        await DialledAsync(fleet, times: 1, of: 2);
        fleet.StartAgent("agent-2");
        await fleet.UntilAsync(() => Task.FromResult(fleet.Server.Log.Any(a => a.Number % Agents == 2 && a.At > gone + Stopwatch.Frequency)), "its probes are dialled again");
        long back = Stopwatch.GetTimestamp();
        await DialledAsync(fleet, times: 2);

        double longest = 0, shortest = double.MaxValue;
        int dials = 0;
        foreach (IGrouping<int, ArrivalServer.Arrival> probe in fleet.Server.Log.GroupBy(a => a.Number))
        {
            long[] at = [.. probe.Select(a => a.At).Order()];
            dials += at.Length;
            foreach ((long before, long after) in at.Zip(at.Skip(1)))
            {
                // While its agent is away nobody dials it.
                if (probe.Key % Agents == 2 && before < back && after > gone) continue;
                double apart = (double)(after - before) / Stopwatch.Frequency / Every.TotalSeconds;
                (longest, shortest) = (Math.Max(longest, apart), Math.Min(shortest, apart));
            }
        }

        Table.Line("rhythm.txt", $"{Probes} probes over {Agents} agents", 1, $"{dials} dials; from one to the next {shortest:0.00} to {longest:0.00} intervals of {Every.TotalSeconds:0} s");
        Assert.Equal(Probes, fleet.Server.Log.Select(a => a.Number).Distinct().Count());
        // A dial that is left out makes two intervals, one that is doubled none.
        Assert.InRange(shortest, 0.5, 1);
        Assert.InRange(longest, 1, 1.5);
    }

    // A third of them for each agent.
    private static async Task WriteAsync(Fleet fleet, string timeout)
    {
        await fleet.WriteAsync("probes/targets.yaml", $"counted: {{ address: {fleet.Server.Address}, class: test }}\n");
        for (int n = 0; n < Probes; n++) await fleet.WriteAsync($"probes/p{n:000}.yaml", $"target: counted\nevery: {Every.TotalSeconds}s\ntimeout: {timeout}\nfrom: {{ city: agent-{n % Agents} }}\nsteps:\n  - get: /n/{n}\n");
    }

    // Each probe is dialled so many times more; those of one agent need not be.
    private static async Task DialledAsync(Fleet fleet, int times, int? of = null)
    {
        long from = Stopwatch.GetTimestamp();
        await fleet.UntilAsync(() => Task.FromResult(fleet.Server.Log.Where(a => a.At > from && a.Number % Agents != of).CountBy(a => a.Number).Count(c => c.Value >= times) == (of is null ? Probes : Probes - (Probes / Agents))), $"each is dialled {times} times more");
    }
}
