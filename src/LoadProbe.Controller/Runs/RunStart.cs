using System.Collections.Immutable;

namespace LoadProbe.Controller;

/// <summary>How far apart the agents of a run began, in the controller's clock.</summary>
public sealed class RunStart
{
    private readonly ImmutableSortedDictionary<string, AgentStart> _agents;

    private RunStart(ImmutableSortedDictionary<string, AgentStart> agents) => _agents = agents;

    public static RunStart None { get; } = new(ImmutableSortedDictionary.Create<string, AgentStart>(StringComparer.Ordinal));

    /// <summary>Those that have begun, in order of their names.</summary>
    public IEnumerable<AgentStart> Agents => _agents.Values;

    /// <summary>How many have begun.</summary>
    public int Count => _agents.Count;

    /// <summary>From the first that began to the last.</summary>
    public TimeSpan Skew => Count == 0 ? TimeSpan.Zero : Agents.Max(a => a.At) - Agents.Min(a => a.At);

    /// <summary>By how much that may be wrong: what both ends of it may be.</summary>
    public TimeSpan Uncertainty => Count < 2 ? TimeSpan.Zero : Agents.Select(a => a.ClockUncertainty).OrderDescending().Take(2).Aggregate((one, other) => one + other);

    /// <summary>The first word of an agent counts: what is known of its clock later says less of then.</summary>
    internal RunStart With(string agent, DateTimeOffset? began, TimeSpan clockUncertainty) =>
        began is not { } at || _agents.ContainsKey(agent) ? this : new(_agents.Add(agent, new AgentStart(agent, at, clockUncertainty)));
}

/// <summary>When an agent's share began.</summary>
/// <param name="At">The plan's time zero there, later by what each journey of its first second was late at the least.</param>
/// <param name="ClockUncertainty">By how much the agent's clock may be off from what was reckoned.</param>
public sealed record AgentStart(string Agent, DateTimeOffset At, TimeSpan ClockUncertainty);
