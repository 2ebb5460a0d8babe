namespace LoadProbe.Agent;

/// <summary>
/// A schedule's clock: the machine's as it was when the schedule began, and from there on as fast as time passes, whoever
/// sets the machine's clock meanwhile. So no start is lost or doubled when that leaps.
/// </summary>
internal sealed class SteadyClock(TimeProvider time) : TimeProvider
{
    // Clocks that are kept right are moved by less than that at once, and none is read in no time.
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly long _stamp = time.GetTimestamp();
    private TimeSpan _off;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _began + time.GetElapsedTime(_stamp);

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);

    /// <summary>By how much the machine's clock was set since this was asked before; null = it was not.</summary>
    public TimeSpan? WasSet()
    {
        TimeSpan off = time.GetUtcNow() - GetUtcNow(), by = off - _off;
        if (by.Duration() < Unnoticed) return null;
        _off = off;
        return by;
    }
}
