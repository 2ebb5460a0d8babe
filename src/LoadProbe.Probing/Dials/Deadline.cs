namespace LoadProbe.Probing;

/// <summary>
/// The time a step has; used again for step after step. Tells "too late" from "told to stop". It keeps a timer of its
/// own, or is one of thousands looked after by a <see cref="DeadlineWatch"/>.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private const long None = 0;
    private const long Passed = -1;

    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _stopping;
    private readonly DeadlineWatch? _watch;
    private readonly ITimer? _timer;
    private CancellationTokenSource _end = new();
    private long _due;

    public Deadline(TimeProvider time, CancellationToken stop, DeadlineWatch? watch = null)
    {
        (_time, _stop, _watch) = (time, stop, watch);
        if (watch is null) _timer = time.CreateTimer(static d => ((Deadline)d!).Pass(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        else watch.Add(this);
        _stopping = stop.UnsafeRegister(static d => ((Deadline)d!)._end.Cancel(), this);
    }

    /// <summary>For one step alone.</summary>
    public Deadline(TimeSpan allowed, TimeProvider time, CancellationToken stop)
        : this(time, stop) => Begin(allowed, time.GetTimestamp());

    public TimeSpan Allowed { get; private set; }

    public CancellationToken Token => _end.Token;

    public bool Stopped => _stop.IsCancellationRequested;

    /// <summary>A step begins at <paramref name="now"/> that may take so long.</summary>
    public void Begin(TimeSpan allowed, long now)
    {
        if (_end.IsCancellationRequested && !Stopped) Renew();
        Allowed = allowed > TimeSpan.Zero ? allowed : TimeSpan.Zero;
        if (Allowed == TimeSpan.Zero) _end.Cancel();
        Volatile.Write(ref _due, now + (long)(Allowed.TotalSeconds * _time.TimestampFrequency));
        _timer?.Change(Allowed, Timeout.InfiniteTimeSpan);
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
        if (due > None && now >= due) Pass(due);
    }

    public void Dispose()
    {
        _watch?.Remove(this);
        _timer?.Dispose();
        _stopping.Dispose();
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
        if (due > None) Pass(due);
    }

    private void Pass(long due)
    {
        CancellationTokenSource end = _end;
        if (Interlocked.CompareExchange(ref _due, Passed, due) == due) end.Cancel();
    }
}
