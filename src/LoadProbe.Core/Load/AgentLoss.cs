namespace LoadProbe.Core;

/// <summary>What becomes of a run when one of its agents falls silent.</summary>
public enum AgentLoss : byte
{
    /// <summary>The others go on with their own shares; what the lost one would have sent is not sent, and the run is invalid.</summary>
    Shrink,

    /// <summary>
    /// Once the lost one cannot fire any more, the others, or an agent that has joined meanwhile, take what is left of its
    /// share, from the plan's current point on. What was due until then is not sent.
    /// </summary>
    Redistribute,

    /// <summary>All load stops.</summary>
    Abort,
}
