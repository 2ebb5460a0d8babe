namespace LoadProbe.Core;

/// <summary>Why an agent stopped firing before its plan was at its end.</summary>
public enum StopCause : byte
{
    /// <summary>The controller said so.</summary>
    Ordered,

    /// <summary>The lease was not renewed.</summary>
    LeaseLost,

    /// <summary>The time it was given ended.</summary>
    WindowEnded,

    /// <summary>The agent is shutting down.</summary>
    Shutdown,

    /// <summary>The target said so.</summary>
    Target,

    /// <summary>The target's owner does not show any more that he agrees.</summary>
    Unproved,

    /// <summary>By the agent's own figures a threshold or guard was broken that stops the run.</summary>
    Reflex,

    /// <summary>What is written is not kept apart from what is real, or that it is could not be seen.</summary>
    Leak,
}
