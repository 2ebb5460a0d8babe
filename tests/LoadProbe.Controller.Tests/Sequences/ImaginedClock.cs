using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Controller.Tests;

/// <summary>A wall clock that may be set, beside time that goes on evenly: as a machine has both, and the usual fake has only one.</summary>
internal sealed class ImaginedClock(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider _even = new(start);
    private long _set;

    public override long TimestampFrequency => _even.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Time passes.</summary>
    public void Advance(TimeSpan by) => _even.Advance(by);

    /// <summary>Somebody sets the clock.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _set, by.Ticks);

    public override DateTimeOffset GetUtcNow() => _even.GetUtcNow().AddTicks(Volatile.Read(ref _set));

    public override long GetTimestamp() => _even.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _even.CreateTimer(callback, state, dueTime, period);

    /// <summary>Lets time run, a second at a time, until this has ended.</summary>
    public Task WhileAsync(Task ending) => _even.WhileAsync(ending);
}
