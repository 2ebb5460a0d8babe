using System.Globalization;
using System.Runtime.InteropServices;

namespace LoadProbe.Benchmarks;

/// <summary>The start-time error of a run, and the least that this machine can do: a bare loop around clock_nanosleep.</summary>
internal static partial class Floor
{
    public static int Run(int rate, int seconds)
    {
        long start = TimeProvider.System.GetTimestamp() + 10_000_000;
        var woke = new long[rate * seconds];
        for (int n = 0; n < woke.Length; n++)
        {
            long due = start + (n * 1_000_000_000L / rate);
            var instant = new Timespec { Seconds = due / 1_000_000_000, Nanoseconds = due % 1_000_000_000 };
            _ = ClockNanosleep(1, 1, in instant, IntPtr.Zero);
            woke[n] = TimeProvider.System.GetTimestamp() - due;
        }

        Print("bare clock_nanosleep", woke, woke.Length);
        return 0;
    }

    /// <summary>
    /// Holds the arrivals against the plan n → n/rate. The start of the plan is not known to the server: it is taken so that the
    /// earliest request is on time, so a constant delay on the way counts as none.
    /// </summary>
    /// <param name="file">When each request arrived, nanoseconds, a line each.</param>
    /// <param name="rate">Arrivals a second.</param>
    /// <param name="warmUp">So many seconds at the start are counted, but not judged.</param>
    public static int Judge(string file, int rate, int warmUp)
    {
        long[] arrived = [.. File.ReadLines(file).Select(l => long.Parse(l, CultureInfo.InvariantCulture)).Order()];
        long[] error = [.. arrived.Select((at, n) => at - (n * 1_000_000_000L / rate))];
        long earliest = error.Min();
        Print("seen at the server", [.. error.Skip(rate * warmUp).Select(e => e - earliest)], arrived.Length);
        return 0;
    }

    private static void Print(string name, long[] nanoseconds, int count)
    {
        Array.Sort(nanoseconds);
        string At(double share) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds[(int)(share * (nanoseconds.Length - 1))] / 1000.0:0}");
        Console.WriteLine($"{name}: {count} arrivals, error µs: median {At(0.5)}, p90 {At(0.9)}, p99 {At(0.99)}, max {At(1)}");
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
