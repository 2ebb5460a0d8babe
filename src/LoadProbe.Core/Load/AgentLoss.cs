namespace LoadProbe.Core;

/// <summary>What becomes of a run when one of its agents falls silent.</summary>
public enum AgentLoss : byte
{
    /// <summary>The others go on with their own shares; what the lost one would have sent is not sent, and the run is invalid.</summary>
    Shrink,

    /// <summary>All load stops.</summary>
    Abort,
}
