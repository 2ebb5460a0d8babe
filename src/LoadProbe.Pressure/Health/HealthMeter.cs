namespace LoadProbe.Pressure;

/// <summary>How the generator fared since it was last read: what it used, what it may use, and what it had to wait for.</summary>
internal sealed class HealthMeter(TimeProvider time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly CpuQuota _quota = new();
    private readonly RunQueue _queue = new();
    private readonly PoolDelay _pool = new(time);
    private readonly int _fileLimit = Proc.FileLimit();
    private long _at = time.GetTimestamp();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private TimeSpan _pauses = GC.GetTotalPauseDuration();

    public GeneratorHealth Read()
    {
        (long at, TimeSpan cpu, TimeSpan pauses) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
        TimeSpan span = time.GetElapsedTime(_at, at);
        if (span <= TimeSpan.Zero) return default;
        // After a late snapshot the next is of a piece of a second, in which a single collection would look like a fifth of it.
        double used = (cpu - _cpu) / span, paused = (pauses - _pauses) / (span < Second ? Second : span);
        (_at, _cpu, _pauses) = (at, cpu, pauses);
        double allowed = _quota.Processors;
        return new GeneratorHealth(Share(used / Proc.Processors), Share(paused))
        {
            Processors = allowed,
            UseOfAllowed = Share(used / allowed),
            CpuWaitFraction = Share(_queue.Longest() / span),
            ThrottledFraction = Share(_quota.Throttled() / span),
            PoolDelay = _pool.Read(),
            MemoryBytes = Environment.WorkingSet,
            OpenFiles = Proc.OpenFiles(),
            FileLimit = _fileLimit,
        };
    }

    private static double Share(double value) => Math.Clamp(value, 0, 1);
}
