namespace LoadProbe.Probing;

/// <summary>
/// Looks after the deadlines of many customers with one timer: setting a deadline then costs a write, not a timer. A
/// step may go on for one tick, 10 ms, beyond its time.
/// </summary>
public sealed class DeadlineWatch : IDisposable
{
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private volatile Deadline[] _deadlines = [];
    private int _checking;

    public DeadlineWatch(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static w => ((DeadlineWatch)w!).Check(), this, Tick, Tick);
    }

    public void Dispose() => _timer.Dispose();

    internal void Add(Deadline deadline)
    {
        lock (_lock)
        {
            Deadline[] now = _deadlines;
            int free = Array.IndexOf(now, null);
            if (free >= 0)
            {
                now[free] = deadline;
                return;
            }

            var larger = new Deadline[Math.Max(64, now.Length * 2)];
            now.CopyTo(larger, 0);
            larger[now.Length] = deadline;
            _deadlines = larger;
        }
    }

    internal void Remove(Deadline deadline)
    {
        lock (_lock)
        {
            int at = Array.IndexOf(_deadlines, deadline);
            if (at >= 0) _deadlines[at] = null!;
        }
    }

    private void Check()
    {
        // A tick that finds the one before still at work leaves it to that.
        if (Interlocked.Exchange(ref _checking, 1) == 1) return;
        long now = _time.GetTimestamp();
        foreach (Deadline? deadline in _deadlines) deadline?.Check(now);
        Volatile.Write(ref _checking, 0);
    }
}
