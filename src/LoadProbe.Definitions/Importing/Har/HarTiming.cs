using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>How often and how long: from what the recording took.</summary>
internal sealed record HarTiming(TimeSpan Every, TimeSpan Timeout, TimeSpan Think)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    public static HarTiming Of(IReadOnlyList<HarChosen> kept, TimeSpan? every, List<string> unsaid)
    {
        // Three times as slow as recorded is still a run that can pass.
        TimeSpan work = Whole(Min(TimeSpan.FromSeconds(kept.Sum(c => c.Entry.Duration.TotalSeconds) * 3), Most)), waits = TimeSpan.Zero;
        for (int i = 1; i < kept.Count; i++)
        {
            if (kept[i].Entry.Started is { } next && kept[i - 1].Entry.Started is { } before && next - before - kept[i - 1].Entry.Duration is var wait && wait > TimeSpan.Zero) waits += Min(wait, Most);
        }

        TimeSpan longest = Min(every ?? Most, Most), room = Max(longest - Max(work, Least), TimeSpan.Zero);
        TimeSpan think = kept.Count < 2 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Floor(Min(waits, room).TotalMilliseconds / (kept.Count - 1)));
        if (think < Shortest) think = TimeSpan.Zero;
        if (waits > room && waits >= Shortest) unsaid.Add($"of {Spoken(Whole(waits))} that the customer waited between requests, what does not fit into a run of at most {Spoken(longest)}");
        TimeSpan timeout = Whole(Max(work, Least) + (think * (kept.Count - 1)));
        TimeSpan period = every ?? Max(TimeSpan.FromMinutes(1), timeout);
        return new HarTiming(period, Min(timeout, period), think);
    }

    public static string Spoken(TimeSpan time) => time.Ticks % TimeSpan.TicksPerMinute == 0 && time > TimeSpan.Zero ? $"{(long)time.TotalMinutes}m" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s");

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
