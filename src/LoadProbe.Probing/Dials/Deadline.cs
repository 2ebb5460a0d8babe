namespace LoadProbe.Probing;

/// <summary>
/// The time a step has; used again for step after step. Tells "too late" from "told to stop". It keeps a timer of its
/// own, or is one of thousands looked after by a <see cref="DeadlineWatch"/>. Where parts of the step have less time, it
/// looks at the clock of the request each tick, so that a request itself does nothing for them.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private const long None = 0;
    private const long Passed = -1;

    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _stopping;
    private readonly DeadlineWatch? _watch;
    private readonly RequestClock? _clock;
    private readonly ITimer? _timer;
    private CancellationTokenSource _end = new();
    private PhaseTimeouts? _timeouts;
    private long _due;

    public Deadline(TimeProvider time, CancellationToken stop, DeadlineWatch? watch = null, RequestClock? clock = null)
    {
        (_time, _stop, _watch, _clock) = (time, stop, watch, clock);
        if (watch is null) _timer = time.CreateTimer(static d => ((Deadline)d!).Pass(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        else watch.Add(this);
        _stopping = stop.UnsafeRegister(static d => ((Deadline)d!)._end.Cancel(), this);
    }

    /// <summary>For one step alone.</summary>
    public Deadline(TimeSpan allowed, TimeProvider time, CancellationToken stop)
        : this(time, stop) => Begin(allowed, time.GetTimestamp());

    public TimeSpan Allowed { get; private set; }

    /// <summary>The part that took too long, and the time it had; null when it was the step as a whole.</summary>
    public (DialStage Stage, TimeSpan Allowed)? Part { get; private set; }

    public CancellationToken Token => _end.Token;

    public bool Stopped => _stop.IsCancellationRequested;

    /// <summary>A step begins at <paramref name="now"/> that may take so long.</summary>
    /// <param name="allowed">The time of the step as a whole.</param>
    /// <param name="now">A timestamp.</param>
    /// <param name="timeouts">How long its parts may take.</param>
    public void Begin(TimeSpan allowed, long now, PhaseTimeouts? timeouts = null)
    {
        if (_end.IsCancellationRequested && !Stopped) Renew();
        Allowed = allowed > TimeSpan.Zero ? allowed : TimeSpan.Zero;
        if (Allowed == TimeSpan.Zero) _end.Cancel();
        if (_watch is not null && Allowed > TimeSpan.Zero) Expect(timeouts);
        (_timeouts, Part) = (timeouts, null);
        Volatile.Write(ref _due, now + _time.Stamps(Allowed));
        if (timeouts is null) _timer?.Change(Allowed, Timeout.InfiniteTimeSpan);
        else _timer?.Change(DeadlineWatch.Tick, DeadlineWatch.Tick);
    }

    /// <summary>The step is over. Whoever was just about to cut it off leaves the next one alone.</summary>
    public void End()
    {
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (Interlocked.Exchange(ref _due, None) == Passed && !Stopped) Renew();
    }

    /// <summary>Cuts the step off when its time is up at <paramref name="now"/>.</summary>
    public void Check(long now)
    {
        long due = Volatile.Read(ref _due);
        if (due <= None) return;
        if (now >= due) Pass(due, null);
        else if (_timeouts is { } timeouts && _clock?.At() is { } at && timeouts[at.Phase] is { } most && _time.GetElapsedTime(at.Since, now) >= most) Pass(due, (at.Stage, most));
    }

    public void Dispose()
    {
        _watch?.Remove(this);
        _timer?.Dispose();
        _stopping.Dispose();
    }

    private void Expect(PhaseTimeouts? timeouts)
    {
        _watch!.Expect(Allowed);
        if (timeouts is not null && !ReferenceEquals(timeouts, _timeouts)) _watch.Expect(timeouts.Shortest ?? Allowed);
    }

    // The stop may come just now, and have cancelled the one before.
    private void Renew()
    {
        _end = new CancellationTokenSource();
        if (Stopped) _end.Cancel();
    }

    private void Pass()
    {
        long due = Volatile.Read(ref _due);
        if (_timeouts is not null) Check(_time.GetTimestamp());
        else if (due > None) Pass(due, null);
    }

    private void Pass(long due, (DialStage Stage, TimeSpan Allowed)? part)
    {
        CancellationTokenSource end = _end;
        if (Interlocked.CompareExchange(ref _due, Passed, due) != due) return;
        Part = part;
        end.Cancel();
    }
}
