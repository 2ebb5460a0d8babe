namespace LoadProbe.Core;

/// <summary>What is concluded from a run of a probe or a scenario.</summary>
public enum Verdict : byte
{
    /// <summary>The service did what was asked, in time.</summary>
    Pass,

    /// <summary>The service did not; the fault is the target's.</summary>
    Fail,

    /// <summary>Our side could not measure: no blame on the target, and no praise.</summary>
    Invalid,
}
