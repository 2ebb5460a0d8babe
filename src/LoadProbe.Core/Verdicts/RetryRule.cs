namespace LoadProbe.Core;

/// <summary>
/// The second stage: whether a failed attempt is followed by another. Only on the way from good to bad: what was bad before is known to be,
/// and dialling it more often would tell nothing and load what is ill. All attempts fit into the interval.
/// </summary>
public static class RetryRule
{
    /// <summary>The longest that a further attempt may take; null = there is none.</summary>
    /// <param name="before">What the run before came to on this agent; null = there was none, or none that our side could measure.</param>
    /// <param name="made">Attempts made, the failed ones.</param>
    /// <param name="spent">How long they took.</param>
    public static TimeSpan? Next(Probe probe, Verdict? before, int made, TimeSpan spent)
    {
        if (before == Verdict.Fail || made > probe.Policy.Retry) return null;
        TimeSpan whole = probe.Journey.Timeout;
        if (probe.Every is not { } every) return whole;
        TimeSpan left = every - spent;
        // In less than half of its time an attempt would rather fail by that than by the target.
        return left >= whole ? whole : left >= whole / 2 ? left : null;
    }
}
