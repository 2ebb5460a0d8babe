using LoadProbe.Probing;

namespace LoadProbe.Pressure;

/// <summary>
/// Holds pressure back for as long as its target asks for, and ends it when the target wants no more: by this agent's own reflex,
/// whatever the controller says. What comes due meanwhile is dropped, never queued.
/// </summary>
internal sealed class TargetHold(TimeProvider time) : ITargetWish
{
    // Who asks for more is asked again: a run that waits for an hour would be over without having said anything.
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private string? _reason;
    private long _until;
    private long _asked;

    /// <summary>Told once, when the target wants no more, with its reason; must not wait.</summary>
    public Action<string> Stopping { get; set; } = _ => { };

    /// <summary>Why the target wants no more; null = it has not said so.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>Until when nothing is sent, a timestamp; 0 = it has never asked for that.</summary>
    public long Until => Volatile.Read(ref _until);

    public void Stop(string reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null) Stopping(reason);
    }

    public void Wait(TimeSpan wait)
    {
        TimeSpan held = wait < Longest ? wait : Longest;
        Raise(ref _until, time.GetTimestamp() + time.Stamps(held));
        Raise(ref _asked, held.Ticks);
    }

    /// <summary>The longest that it held back for, of what was asked for since the last call.</summary>
    public TimeSpan Drain() => new(Interlocked.Exchange(ref _asked, 0));

    private static void Raise(ref long kept, long value)
    {
        for (long seen = Volatile.Read(ref kept); value > seen; seen = Volatile.Read(ref kept)) Interlocked.CompareExchange(ref kept, value, seen);
    }
}
