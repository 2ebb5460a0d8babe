namespace LoadProbe.Controller;

/// <summary>How far apart the agents of a run began, in the controller's clock.</summary>
/// <param name="Agents">Those that have begun, in order of their names.</param>
public sealed record RunStart(IReadOnlyList<AgentStart> Agents)
{
    public static RunStart None { get; } = new([]);

    /// <summary>From the first that began to the last.</summary>
    public TimeSpan Skew => Agents.Count == 0 ? TimeSpan.Zero : Agents.Max(a => a.At) - Agents.Min(a => a.At);

    /// <summary>By how much that may be wrong: what both ends of it may be.</summary>
    public TimeSpan Uncertainty => Agents.Count < 2 ? TimeSpan.Zero : Agents.Select(a => a.ClockUncertainty).OrderDescending().Take(2).Aggregate((one, other) => one + other);

    /// <summary>The first word of an agent counts: what is known of its clock later says less of then.</summary>
    internal RunStart With(string agent, DateTimeOffset? began, TimeSpan clockUncertainty) =>
        began is not { } at || Agents.Any(a => a.Agent == agent) ? this : new([.. Agents.Append(new AgentStart(agent, at, clockUncertainty)).OrderBy(a => a.Agent, StringComparer.Ordinal)]);
}

/// <summary>When an agent's share began.</summary>
/// <param name="At">The plan's time zero there, later by what each journey of its first second was late at the least.</param>
/// <param name="ClockUncertainty">By how much the agent's clock may be off from what was reckoned.</param>
public sealed record AgentStart(string Agent, DateTimeOffset At, TimeSpan ClockUncertainty);
