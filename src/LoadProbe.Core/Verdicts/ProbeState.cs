namespace LoadProbe.Core;

/// <summary>How a probe's target stands, by all agents that can tell.</summary>
public enum ProbeState : byte
{
    /// <summary>No agent can tell: nothing is said of the target.</summary>
    Unknown,

    Up,

    /// <summary>Up, and too slow; or bad on fewer agents than must agree.</summary>
    Degraded,

    Down,

    /// <summary>Down and back again and again: one fault, and not as many.</summary>
    Flapping,

    /// <summary>In a window in which nobody is to be woken.</summary>
    Maintenance,
}
