using System.Runtime.InteropServices;

namespace LoadProbe.Pressure;

/// <summary>Waits for instants of the monotonic clock, as closely as the machine can. Belongs to the thread that made it.</summary>
internal sealed partial class Pacer
{
    // Long waits are cut so that a stop is seen soon.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    // The shortest that the kernel grants.
    private static readonly TimeSpan ShortTurn = TimeSpan.FromMilliseconds(0.1);

    private readonly TimeProvider _time;
    private readonly bool _absolute;

    public Pacer(TimeProvider time)
    {
        _time = time;
        // The system's timestamps are then this clock's nanoseconds.
        _absolute = OperatingSystem.IsLinux() && ReferenceEquals(time, TimeProvider.System) && time.TimestampFrequency == 1_000_000_000;
        // The kernel lets a thread's timers run 50 µs late to save wake-ups, unless it is told that it matters.
        const int setTimerSlack = 29;
        if (!_absolute) return;
        _ = SetThread(setTimerSlack, 1, 0, 0, 0);
        AskForShortTurns();
    }

    /// <summary>Returns at <paramref name="due"/> (a timestamp of the time provider), or before it when <paramref name="stop"/> says so.</summary>
    public bool WaitUntil(long due, Func<bool> stop)
    {
        while (true)
        {
            if (stop()) return false;
            long now = _time.GetTimestamp();
            TimeSpan left = _time.GetElapsedTime(now, due);
            if (left <= TimeSpan.Zero) return true;
            if (_absolute) SleepUntil(left < LongestWait ? due : now + _time.Stamps(LongestWait));
            else Sleep(left < LongestWait ? left : LongestWait);
        }
    }

    // Who asks the scheduler (EEVDF, Linux 6.12 and later) for shorter turns is given his turn sooner: on a core that others use as
    // well, an arrival does not wait for the end of somebody's three milliseconds. An older kernel refuses, and nothing is lost.
    private static void AskForShortTurns()
    {
        int setAttributes = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 274 : 314;
        var attributes = new SchedulerAttributes { Size = 48, Runtime = (ulong)ShortTurn.TotalNanoseconds };
        _ = SystemCall(setAttributes, 0, in attributes, 0);
    }

    // The runtime's own sleeps are rounded up to whole milliseconds; the kernel's are not. An absolute one loses nothing
    // between reading the clock and going to sleep.
    private static void SleepUntil(long nanoseconds)
    {
        const int monotonic = 1, absolute = 1;
        var instant = new Timespec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        _ = ClockNanosleep(monotonic, absolute, in instant, IntPtr.Zero);
    }

    private static void Sleep(TimeSpan duration)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(duration);
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in Timespec request, IntPtr remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetThread(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(nint number, int thread, in SchedulerAttributes attributes, uint flags);

    // struct sched_attr of sched_setattr(2); zeros are the common policy and no niceness.
    [StructLayout(LayoutKind.Sequential)]
    private struct SchedulerAttributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
