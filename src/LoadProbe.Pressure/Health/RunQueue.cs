using System.Globalization;

namespace LoadProbe.Pressure;

/// <summary>
/// How long the threads that send and receive were ready to run and got no processor: the second figure of each
/// thread's <c>schedstat</c>, nanoseconds (Linux, Documentation/scheduler/sched-stats).
/// </summary>
internal sealed class RunQueue
{
    /// <summary>The name of the thread that paces; as long as the kernel keeps names, 15 characters.</summary>
    public const string PacerName = "loadprobe pacer";

    private const string ReadsName = "loadprobe reads", SocketsName = ".NET Sockets";

    private Dictionary<string, long> _waited = Read() ?? [];

    /// <summary>The longest that one of them has waited since this was last asked.</summary>
    public TimeSpan Longest()
    {
        // What could not be read is in the figure of the next time.
        if (Read() is not { } now) return TimeSpan.Zero;
        long longest = now.Select(t => t.Value - _waited.GetValueOrDefault(t.Key)).DefaultIfEmpty().Max();
        _waited = now;
        return TimeSpan.FromTicks(longest / TimeSpan.NanosecondsPerTick);
    }

    private static Dictionary<string, long>? Read()
    {
        if (Proc.Entries("/proc/self/task") is not { } threads) return null;
        var waited = new Dictionary<string, long>();
        foreach (string thread in threads)
        {
            if (Proc.Short($"{thread}/comm") is not (PacerName or ReadsName or SocketsName)) continue;
            string[] figures = Proc.Short($"{thread}/schedstat").Split(' ');
            if (figures.Length > 1 && long.TryParse(figures[1], CultureInfo.InvariantCulture, out long nanoseconds)) waited[thread] = nanoseconds;
        }

        return waited;
    }
}
