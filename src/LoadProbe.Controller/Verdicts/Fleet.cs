using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>Which agents may vote. One that has left is remembered for a while, so that it goes on from where it was when it comes back.</summary>
/// <param name="there">The agents that have joined and not left.</param>
/// <param name="sign">What the link knows of an agent's last sign of life; null where there are none.</param>
/// <param name="time">The clock.</param>
internal sealed class Fleet(Func<IReadOnlyCollection<AgentIdentity>> there, Func<string, AgentSign?> sign, TimeProvider time)
{
    /// <summary>How long an agent that says nothing is believed to be connected.</summary>
    public static readonly TimeSpan HeardWithin = TimeSpan.FromSeconds(5);

    /// <summary>What an agent's clock may be off: how old its runs are, and whether they are of maintenance, is told by it.</summary>
    public static readonly TimeSpan MostOff = TimeSpan.FromSeconds(5);

    /// <summary>How long an agent that has left is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly Dictionary<string, (AgentStanding Standing, long Seen)> _known = [];

    /// <summary>How they stand.</summary>
    public IReadOnlyList<AgentStanding> Now()
    {
        DateTimeOffset now = time.GetUtcNow();
        HashSet<string> present = [];
        foreach (AgentIdentity agent in there())
        {
            AgentSign? last = sign(agent.Name);
            bool isConnected = last is null || now - last.Seen <= HeardWithin;
            // Whatever else is wrong with an agent, its runs are invalid by its own word.
            bool isHealthy = last?.ClockOffset is not { } offset || offset.Duration() <= MostOff;
            _known[agent.Name] = (new AgentStanding(agent.Name, agent.Labels, isConnected, isHealthy), time.GetTimestamp());
            present.Add(agent.Name);
        }

        foreach ((string name, (AgentStanding standing, long seen)) in _known.Where(k => !present.Contains(k.Key)).ToList())
        {
            if (time.GetElapsedTime(seen) > Remembered) _known.Remove(name);
            else _known[name] = (standing with { IsConnected = false }, seen);
        }

        return [.. _known.Values.Select(k => k.Standing)];
    }
}
