namespace LoadProbe.Core;

/// <summary>What one agent says of a target by its last runs, from the best to the worst.</summary>
public enum AgentVote : byte
{
    /// <summary>It cannot tell.</summary>
    None,

    Good,

    /// <summary>Good, and too slow.</summary>
    Slow,

    Bad,
}
