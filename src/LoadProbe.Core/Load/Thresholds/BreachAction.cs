namespace LoadProbe.Core;

/// <summary>What a breach of a threshold does.</summary>
public enum BreachAction : byte
{
    /// <summary>The run fails, at its end.</summary>
    Fail,

    /// <summary>It is told, and does no more.</summary>
    Warn,

    /// <summary>No arrival is sent until what was in breach has been well for a while.</summary>
    Hold,

    /// <summary>Half as much is sent, and half of that again, until what was in breach has been well for a while.</summary>
    BackOff,

    /// <summary>The run is stopped, and fails.</summary>
    Abort,
}
