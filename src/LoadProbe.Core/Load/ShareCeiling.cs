namespace LoadProbe.Core;

/// <summary>
/// A share's part of what a run may send at the most in any second, over all agents: the parts of all shares together are
/// never more than that. It counts when something is sent, not when it was due: what comes late has no second of its own.
/// </summary>
/// <param name="rate">Arrivals a second of the whole run.</param>
/// <param name="segment">The share.</param>
/// <param name="time">The clock.</param>
public sealed class ShareCeiling(double rate, Segment segment, TimeProvider time)
{
    // A second at the server is one here, give or take what the ways of two requests differ by.
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1) + RateCeiling.Room;

    private readonly Lock _lock = new();
    private readonly SlidingRate _sent = new((int)segment.Share((long)rate), Second, time);

    /// <summary>Lets one more arrival be sent now, or does not.</summary>
    public bool TryTake()
    {
        lock (_lock) return _sent.TryTake(1, time.GetTimestamp());
    }
}
