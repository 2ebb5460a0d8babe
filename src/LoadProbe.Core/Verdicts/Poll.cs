namespace LoadProbe.Core;

/// <summary>The fourth stage: the votes of all agents that can tell, at one instant.</summary>
/// <param name="Voters">Agents, or values of the label by which votes are counted.</param>
/// <param name="Bad">How many of those are bad.</param>
/// <param name="Slow">How many of those are slow or bad.</param>
/// <param name="Needs">How many must agree.</param>
/// <param name="BadAgents">The agents that voted bad, in order of their names.</param>
public sealed record Poll(int Voters, int Bad, int Slow, int Needs, IReadOnlyList<string> BadAgents)
{
    /// <summary>What follows, before it is asked how long it lasts.</summary>
    public ProbeState State =>
        Voters == 0 ? ProbeState.Unknown
        : Bad >= Needs ? ProbeState.Down
        : BadAgents.Count > 0 || Slow >= Needs ? ProbeState.Degraded
        : ProbeState.Up;

    /// <summary>Counts the votes; a label's value says what more than half of its agents say.</summary>
    public static Poll Of(VerdictPolicy policy, IEnumerable<(AgentStanding Agent, AgentVote Vote)> votes)
    {
        (AgentStanding Agent, AgentVote Vote)[] cast = [.. votes.Where(v => v.Agent.CanVote && v.Vote != AgentVote.None)];
        // An agent without the label stands for none of its values; together they are one more.
        AgentVote[][] groups = policy.By is { } label
            ? [.. cast.GroupBy(v => v.Agent.Labels.GetValueOrDefault(label), v => v.Vote).Select(g => g.ToArray())]
            : [.. cast.Select(v => (AgentVote[])[v.Vote])];
        return new Poll(
            groups.Length,
            groups.Count(g => Most(g, AgentVote.Bad)),
            groups.Count(g => Most(g, AgentVote.Slow)),
            policy.Quorum.Needs(groups.Length),
            [.. cast.Where(v => v.Vote == AgentVote.Bad).Select(v => v.Agent.Name).Order(StringComparer.Ordinal)]);
    }

    private static bool Most(AgentVote[] votes, AgentVote least) => votes.Count(v => v >= least) * 2 > votes.Length;
}
