namespace LoadProbe.Core;

/// <summary>What the holder of a lease is to do.</summary>
public enum LeasePhase : byte
{
    /// <summary>Get ready; fire nothing.</summary>
    Prepare,

    /// <summary>Follow the plan.</summary>
    Run,

    /// <summary>Fire nothing more; let what is under way end.</summary>
    Stop,
}
