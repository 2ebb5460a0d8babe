namespace LoadProbe.Core;

/// <summary>What a breach of a threshold does.</summary>
public enum BreachAction : byte
{
    /// <summary>The run fails, at its end.</summary>
    Fail,

    /// <summary>It is told, and does no more.</summary>
    Warn,

    /// <summary>The run is stopped, and fails.</summary>
    Abort,
}
