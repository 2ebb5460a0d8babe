using System.Diagnostics;
using System.Globalization;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A wall clock that shows another date, the same one to every process that is started with it, and goes as fast as the real one. What counts time from one moment to the next is not touched.</summary>
internal sealed class FakedClock
{
    private readonly DateTimeOffset _then = TimeProvider.System.GetUtcNow();
    private readonly long _at = Stopwatch.GetTimestamp();
    private readonly TimeSpan _off;

    /// <param name="shows">What it shows now.</param>
    public FakedClock(DateTimeOffset shows) => _off = shows - _then;

    public DateTimeOffset Now => At(Stopwatch.GetTimestamp());

    /// <summary>With it in its environment a process is told this time.</summary>
    public (string, string)[] Environment => Variables(string.Create(CultureInfo.InvariantCulture, $"{(_off < TimeSpan.Zero ? "" : "+")}{_off.TotalSeconds:0.000000}"));

    /// <param name="fakes">As libfaketime takes it, for instance +10m.</param>
    public static (string, string)[] Variables(string fakes)
    {
        string? library = Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Select(d => Path.Combine(d, "faketime", "libfaketime.so.1")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(library is null, "faketime is not installed (apt-get install faketime)");
        return [("LD_PRELOAD", library!), ("FAKETIME", fakes), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")];
    }

    /// <summary>What it showed at a timestamp of the stopwatch.</summary>
    public DateTimeOffset At(long timestamp) => _then + _off + Stopwatch.GetElapsedTime(_at, timestamp);

    /// <summary>Waits until it shows a time.</summary>
    public async Task UntilAsync(DateTimeOffset time)
    {
        while (time - Now is { Ticks: > 0 } left) await Task.Delay(left, TimeProvider.System);
    }
}
