namespace LoadProbe.Agent.Tests;

public sealed class PhaseTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_phase_of_a_probe_is_the_same_for_ever()
    {
        // Worked out from SHA-256 elsewhere: over restarts and versions a probe keeps its place in the interval.
        Assert.Equal(ProbePhase.Of("login-page", "agent-1", Minute), ProbePhase.Of("login-page", "agent-1", Minute));
        Assert.Equal(430240686, ProbePhase.Of("login-page", "agent-1", Minute).Ticks);
    }

    [Fact]
    public void Many_probes_are_spread_evenly_over_their_interval()
    {
        int[] seconds = new int[60];
        for (int i = 0; i < 6_000; i++) seconds[(int)ProbePhase.Of($"probe-{i}", "agent-1", Minute).TotalSeconds]++;
        // 100 expected in each second, deviation 10.
        Assert.All(seconds, count => Assert.InRange(count, 60, 140));
    }

    [Fact]
    public void Two_agents_do_not_start_a_probe_together()
    {
        TimeSpan[] phases = [.. Enumerable.Range(0, 50).Select(i => ProbePhase.Of("login-page", $"agent-{i}", Minute))];
        Assert.Equal(50, phases.Distinct().Count());
    }

    [Fact]
    public void The_first_start_is_the_next_instant_of_the_phase()
    {
        var now = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);
        TimeSpan phase = ProbePhase.Of("p", "a", Minute);
        for (int i = 0; i < 120; i++)
        {
            DateTimeOffset at = now.AddSeconds(i);
            DateTimeOffset first = ProbePhase.FirstStart("p", "a", Minute, at);
            Assert.InRange(first, at, at + Minute - TimeSpan.FromTicks(1));
            Assert.Equal(phase.Ticks, first.UtcTicks % Minute.Ticks);
        }

        DateTimeOffset due = ProbePhase.FirstStart("p", "a", Minute, now);
        Assert.Equal(due, ProbePhase.FirstStart("p", "a", Minute, due));
    }
}
