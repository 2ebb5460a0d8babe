using static LoadProbe.Controller.RunState;

namespace LoadProbe.Controller;

/// <summary>The one table of what may follow on what. A run that was stopped never becomes one that was not, and no end has a way back.</summary>
public static class RunTransitions
{
    private static readonly Dictionary<RunState, RunState[]> Table = new()
    {
        [Draft] = [Validated, Rejected, Cancelled],
        [Validated] = [PendingApproval, Approved, Expired, Cancelled],
        [PendingApproval] = [Approved, Rejected, Expired, Cancelled],
        [Approved] = [Scheduled, Preflight, Expired, Cancelled],
        [Scheduled] = [Preflight, Expired, Cancelled],
        [Preflight] = [Baseline, Rejected, Expired, Cancelled],
        [Baseline] = [Arming, Rejected, Expired, Cancelled],
        [Arming] = [Running, Aborting],
        [Running] = [Holding, Draining, Aborting],
        [Holding] = [Running, Draining, Aborting],
        [Aborting] = [Draining],
        [Draining] = [Compensating, CoolDown, Aborting],
        [Compensating] = [CoolDown],
        [CoolDown] = [Verifying],
        [Verifying] = [Completed, Degraded],
    };

    // Of one that was stopped: the same words, another way.
    private static readonly Dictionary<RunState, RunState[]> Stopped = new()
    {
        [Aborting] = [Draining],
        [Draining] = [Compensating],
        [Compensating] = [CoolDown],
        [CoolDown] = [Verifying],
        [Verifying] = [Aborted, AbortedNotRecovered],
    };

    /// <summary>The states that nothing follows on.</summary>
    public static IReadOnlySet<RunState> Ends { get; } = new HashSet<RunState> { Completed, Degraded, Aborted, AbortedNotRecovered, Rejected, Expired, Cancelled };

    /// <summary>Whether one state may follow on another.</summary>
    /// <param name="stopped">Whether the run was in <see cref="Aborting"/> before.</param>
    public static bool Allows(RunState from, RunState to, bool stopped) => (stopped ? Stopped : Table).TryGetValue(from, out RunState[]? next) && next.Contains(to);

    /// <summary>Whether it is not begun yet: nobody's load is in question, and it can be called off.</summary>
    public static bool IsBefore(this RunState state) => state < Arming;
}
