using System.Runtime.InteropServices;

namespace LoadProbe.Pressure;

/// <summary>Waits for absolute instants of the monotonic clock on a thread of its own, as closely as the machine can.</summary>
internal sealed partial class Pacer(TimeProvider time)
{
    // Long waits are cut so that a stop is seen soon.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns at <paramref name="due"/> (a timestamp of the time provider), or before it when <paramref name="stop"/> says so.</summary>
    public bool WaitUntil(long due, Func<bool> stop)
    {
        while (true)
        {
            if (stop()) return false;
            TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), due);
            if (left <= TimeSpan.Zero) return true;
            Sleep(left < LongestWait ? left : LongestWait);
        }
    }

    // The runtime's own sleeps are rounded up to whole milliseconds; the kernel's are not.
    private static void Sleep(TimeSpan duration)
    {
        if (OperatingSystem.IsLinux())
        {
            var request = new Timespec { Seconds = (long)duration.TotalSeconds, Nanoseconds = duration.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick };
            const int monotonic = 1;
            _ = ClockNanosleep(monotonic, 0, in request, IntPtr.Zero);
            return;
        }

        using var never = new ManualResetEventSlim();
        never.Wait(duration);
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in Timespec request, IntPtr remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
