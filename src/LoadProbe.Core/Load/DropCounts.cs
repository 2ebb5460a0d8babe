namespace LoadProbe.Core;

/// <summary>Why arrivals were dropped. Nothing is ever queued silently, so each drop has one of these reasons.</summary>
/// <param name="Cap">All places were taken: the scenario's or the target's cap on journeys in flight.</param>
/// <param name="Saturated">The generator was so far behind the plan that sending would have been a burst, or was a burst that took all places: our fault.</param>
/// <param name="Guard">Came due before a stop that was ordered took effect.</param>
/// <param name="Lease">Came due when the right to fire had ended.</param>
/// <param name="Ceiling">Was over what the agent's own limits allow, or the run's ceiling.</param>
/// <param name="Held">Came due while the target had asked to be left alone.</param>
public readonly record struct DropCounts(long Cap, long Saturated, long Guard, long Lease, long Ceiling = 0, long Held = 0)
{
    public long Total => Cap + Saturated + Guard + Lease + Ceiling + Held;

    public static DropCounts operator +(DropCounts a, DropCounts b) => new(a.Cap + b.Cap, a.Saturated + b.Saturated, a.Guard + b.Guard, a.Lease + b.Lease, a.Ceiling + b.Ceiling, a.Held + b.Held);

    /// <summary>Each reason by the name that users and programs read.</summary>
    public IReadOnlyList<(string Name, long Count)> Named() => [("cap", Cap), ("saturated", Saturated), ("guard", Guard), ("lease", Lease), ("ceiling", Ceiling), ("held", Held)];
}
