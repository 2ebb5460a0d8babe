namespace LoadProbe.Core;

/// <summary>How a search for the limit ended.</summary>
public enum CapacityEnd : byte
{
    /// <summary>There is a rate that holds, and one not far above it that does not.</summary>
    Limited,

    /// <summary>All that it was allowed to try held.</summary>
    NotLimited,

    /// <summary>No rate that was tried held.</summary>
    NoneHeld,

    /// <summary>After a step that failed the target did not come to rest.</summary>
    NotRecovered,

    /// <summary>The load generator could not say.</summary>
    Invalid,

    /// <summary>Its time was over, or it was stopped, before it had come to an end.</summary>
    Stopped,
}
