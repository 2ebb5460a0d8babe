namespace LoadProbe.Pressure;

/// <summary>How much of the machine the generator used since it was last read.</summary>
internal sealed class HealthMeter(TimeProvider time)
{
    private long _at = time.GetTimestamp();
    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private TimeSpan _pauses = GC.GetTotalPauseDuration();

    public GeneratorHealth Read()
    {
        (long at, TimeSpan cpu, TimeSpan pauses) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalPauseDuration());
        double seconds = time.GetElapsedTime(_at, at).TotalSeconds;
        GeneratorHealth health = seconds <= 0 ? default : new((cpu - _cpu).TotalSeconds / seconds / Environment.ProcessorCount, Math.Min(1, (pauses - _pauses).TotalSeconds / seconds));
        (_at, _cpu, _pauses) = (at, cpu, pauses);
        return health;
    }
}
