namespace LoadProbe.Probing;

/// <summary>
/// Looks after the deadlines of many customers with one timer: setting a deadline then costs a write, not a timer. A step, or
/// a part of one, may go on beyond its time for a fiftieth of the shortest time that any has: 10 ms at least, 100 ms at most.
/// </summary>
public sealed class DeadlineWatch : IDisposable
{
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private const int TicksInTheShortest = 50;
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private volatile Deadline[] _deadlines = [];
    private long _shortest = long.MaxValue;
    private int _checking;

    public DeadlineWatch(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static w => ((DeadlineWatch)w!).Check(), this, LongestTick, LongestTick);
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

    /// <summary>There is something that may take no longer than this.</summary>
    internal void Expect(TimeSpan shortest)
    {
        if (shortest.Ticks >= Volatile.Read(ref _shortest)) return;
        lock (_lock)
        {
            if (shortest.Ticks >= _shortest) return;
            Volatile.Write(ref _shortest, shortest.Ticks);
            TimeSpan tick = shortest / TicksInTheShortest;
            tick = tick < Tick ? Tick : tick > LongestTick ? LongestTick : tick;
            _timer.Change(tick, tick);
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
