namespace LoadProbe.Controller;

/// <summary>How far a run is, from the first wish for it to what came of it. What may follow on what is in <see cref="RunTransitions"/>.</summary>
public enum RunState : byte
{
    /// <summary>Somebody wants it.</summary>
    Draft,

    /// <summary>Its definitions are without mistakes, and its target could be pressed by them.</summary>
    Validated,
    PendingApproval,
    Approved,

    /// <summary>Approved, and its time is set.</summary>
    Scheduled,

    /// <summary>Everything that speaks against a start is asked for once more.</summary>
    Preflight,

    /// <summary>What the target is like without the load is measured.</summary>
    Baseline,

    /// <summary>Agents get ready; nothing but what proves that writes are kept apart is sent.</summary>
    Arming,
    Running,

    /// <summary>No arrival is fired until a guard lets go.</summary>
    Holding,

    /// <summary>It was stopped before its plan was at its end.</summary>
    Aborting,

    /// <summary>No arrival is due any more; what is under way may end.</summary>
    Draining,

    /// <summary>What the load left behind is cleaned up.</summary>
    Compensating,
    CoolDown,

    /// <summary>Whether the target is again what it was before.</summary>
    Verifying,
    Completed,

    /// <summary>It went to its end, and the target is not what it was before.</summary>
    Degraded,
    Aborted,
    AbortedNotRecovered,
    Rejected,
    Expired,
    Cancelled,
}
