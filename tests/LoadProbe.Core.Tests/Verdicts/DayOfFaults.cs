namespace LoadProbe.Core.Tests;

/// <summary>Whose fault one is.</summary>
internal enum Blame
{
    /// <summary>An incident is to open.</summary>
    Target,

    /// <summary>None is.</summary>
    Agents,

    /// <summary>The way from one carrier's agents: none is where others can tell.</summary>
    Carrier,

    /// <summary>Slow, or in maintenance: none is.</summary>
    Nobody,
}

/// <param name="Agents">That it hits; empty = all.</param>
/// <param name="What">What a run comes to in it; null = it is slow, and passes.</param>
/// <param name="IsCutOff">The agents measure on, and nobody hears of it until it is over.</param>
/// <param name="Flaps">Three minutes down and four up again and again, and not down throughout.</param>
internal sealed record Fault(Blame Blame, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Agents, Outcome? What, bool IsCutOff = false, bool Flaps = false)
{
    public bool Hits(string agent, DateTimeOffset at) => at >= From && at < To && (Agents.Count == 0 || Agents.Contains(agent)) && (!Flaps || (at - From).TotalMinutes % 7 < 3);
}

/// <summary>What goes wrong in a day, by a seed: the target's faults are ninety minutes apart, so that each is known to be one.</summary>
internal static class DayOfFaults
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(90);

    public static RunWindow Maintenance { get; } = new([], new TimeOnly(2, 0), new TimeOnly(3, 0), TimeZoneInfo.Utc);

    public static IReadOnlyList<Fault> Of(int seed, IReadOnlyList<string> agents)
    {
        var random = new Random(seed);
        // The second slot has the maintenance.
        int[] slots = [.. Enumerable.Range(0, 16).Where(s => s != 1)];
        random.Shuffle(slots);
        var faults = new List<Fault>();
        int taken = 0;
        foreach (Outcome what in (Outcome[])[Outcome.ConnectRefused, Outcome.StatusMismatch, Outcome.WaitTimedOut]) Add(Blame.Target, 5, 25, [], what);
        Add(Blame.Target, 45, 45, [], Outcome.TlsUntrusted);
        Add(Blame.Target, 42, 42, [], Outcome.StatusMismatch, flaps: true);
        Add(Blame.Carrier, 20, 30, [.. agents.Where(a => a.StartsWith("telecom", StringComparison.Ordinal))], Outcome.ConnectTimedOut);
        Add(Blame.Nobody, 20, 40, [], null);
        Add(Blame.Agents, 5, 25, [], Outcome.AgentSick);
        for (int i = 0; i < 3; i++) Add(Blame.Agents, 5, 25, [agents[random.Next(agents.Count)]], Outcome.AgentSick);
        for (int i = 0; i < 2; i++) Add(Blame.Agents, 5, 25, [agents[random.Next(agents.Count)]], Outcome.Ok, cutOff: true);
        // In the middle of the first of the target's faults an agent loses its network as well.
        DateTimeOffset amid = faults[0].From.AddMinutes(3);
        faults.Insert(0, new Fault(Blame.Agents, amid, amid.AddMinutes(1), [agents[0]], Outcome.AgentSick));
        faults.Add(new Fault(Blame.Nobody, Watched.Begin.AddMinutes(130), Watched.Begin.AddMinutes(170), [], Outcome.ConnectRefused));
        return faults;

        void Add(Blame blame, int least, int most, IReadOnlyList<string> hit, Outcome? what, bool cutOff = false, bool flaps = false)
        {
            DateTimeOffset from = Watched.Begin + (slots[taken++] * Slot) + TimeSpan.FromSeconds(random.Next(60, 600));
            faults.Add(new Fault(blame, from, from.AddSeconds(random.Next(least * 60, (most * 60) + 1)), hit, what, cutOff, flaps));
        }
    }
}
