namespace LoadProbe.Core;

/// <summary>What of an agent may be ill.</summary>
public enum OwnFaultKind : byte
{
    /// <summary>None of its reference targets is reached.</summary>
    Network,

    /// <summary>It had not the processor that it needed, or its beat came late.</summary>
    Processor,

    /// <summary>Its clock was set.</summary>
    Clock,
}
