using System.Globalization;

namespace LoadProbe.Pressure;

/// <summary>The processor time that this process may use (its affinity, or its control group's quota when that is less) and how long the quota held it up.</summary>
internal sealed class CpuQuota
{
    private readonly string? _stat;
    private TimeSpan _throttled;

    public CpuQuota()
    {
        Processors = Environment.ProcessorCount;
        foreach ((string folder, bool unified) in Folders())
        {
            if (Quota(folder, unified) is { } quota) Processors = Math.Min(Processors, quota);
            if (_stat is null && File.Exists($"{folder}/cpu.stat")) _stat = $"{folder}/cpu.stat";
        }

        _throttled = ReadThrottled();
    }

    public double Processors { get; }

    /// <summary>How long it has been held up since this was last asked.</summary>
    public TimeSpan Throttled()
    {
        TimeSpan before = _throttled;
        _throttled = ReadThrottled();
        return _throttled - before;
    }

    // The process's own control group, in version 1's hierarchy for cpu or in version 2's.
    private static IEnumerable<(string Folder, bool Unified)> Folders()
    {
        foreach (string line in Proc.Lines("/proc/self/cgroup"))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3) continue;
            if (parts[1].Split(',').Contains("cpu")) yield return ($"/sys/fs/cgroup/cpu{parts[2].TrimEnd('/')}", false);
            if (parts[1].Length == 0) yield return (Directory.Exists("/sys/fs/cgroup/unified") ? $"/sys/fs/cgroup/unified{parts[2].TrimEnd('/')}" : $"/sys/fs/cgroup{parts[2].TrimEnd('/')}", true);
        }
    }

    private static double? Quota(string folder, bool unified)
    {
        string[] figures = unified
            ? Proc.Short($"{folder}/cpu.max").Split(' ')
            : [Proc.Short($"{folder}/cpu.cfs_quota_us"), Proc.Short($"{folder}/cpu.cfs_period_us")];
        return figures.Length == 2 && double.TryParse(figures[0], CultureInfo.InvariantCulture, out double quota) && quota > 0
            && double.TryParse(figures[1], CultureInfo.InvariantCulture, out double period) && period > 0 ? quota / period : null;
    }

    private TimeSpan ReadThrottled()
    {
        if (_stat is null) return TimeSpan.Zero;
        foreach (string line in Proc.Short(_stat).Split('\n'))
        {
            string[] parts = line.Split(' ');
            if (parts.Length != 2 || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out long value)) continue;
            if (parts[0] == "throttled_usec") return TimeSpan.FromMicroseconds(value);
            if (parts[0] == "throttled_time") return TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick);
        }

        return TimeSpan.Zero;
    }
}
