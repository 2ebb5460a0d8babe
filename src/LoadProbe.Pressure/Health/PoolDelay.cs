namespace LoadProbe.Pressure;

/// <summary>From giving work to the thread pool until it runs: one piece of work at a time, given each time this is read.</summary>
internal sealed class PoolDelay : IThreadPoolWorkItem
{
    private readonly TimeProvider _time;
    private long _given;
    private long _delay;

    public PoolDelay(TimeProvider time)
    {
        _time = time;
        Give();
    }

    /// <summary>The last delay; while the work still waits, how long it has waited so far.</summary>
    public TimeSpan Read()
    {
        long delay = Volatile.Read(ref _delay);
        if (delay < 0) return _time.GetElapsedTime(Volatile.Read(ref _given));
        Give();
        return TimeSpan.FromTicks(delay);
    }

    void IThreadPoolWorkItem.Execute() => Volatile.Write(ref _delay, _time.GetElapsedTime(Volatile.Read(ref _given)).Ticks);

    private void Give()
    {
        Volatile.Write(ref _delay, -1);
        Volatile.Write(ref _given, _time.GetTimestamp());
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
