using System.Globalization;

namespace LoadProbe.Controller;

/// <summary>What a run that is over leaves to be talked about: the rate that it showed to be safe, and what it leaves open.</summary>
internal static class RunReview
{
    /// <summary>For so long a rate has to be held to be called safe.</summary>
    private const int Held = 10;

    /// <summary>
    /// The highest rate, arrivals sent a second, that was held for ten seconds in which nothing was dropped and no journey failed; of a run that was stopped,
    /// up to ten seconds before the stop: what stopped it had begun by then. Null = there are no such seconds.
    /// </summary>
    public static double? SafeRate(RunReport run)
    {
        TimeSpan until = run.Stopped is { } stop ? stop.At - run.Started - TimeSpan.FromSeconds(Held) : TimeSpan.MaxValue;
        RunSecond[] seconds = [.. run.Series.Where(s => s.At <= until)];
        double? best = null;
        for (int first = 0; first + Held <= seconds.Length; first++)
        {
            RunSecond[] window = seconds[first..(first + Held)];
            if (window.Any(s => s.Arrivals.Dropped > 0 || s.Arrivals.Failed > 0)) continue;
            double rate = window.Sum(s => s.Arrivals.Sent) / window.Sum(s => s.Span.TotalSeconds);
            best = best > rate ? best : rate;
        }

        return best;
    }

    /// <summary>What the figures do not answer, a line each.</summary>
    public static IReadOnlyList<string> Open(RunReport run)
    {
        var open = new List<string>();
        if (run.Stopped is { By: "guard" or "threshold" } stop) open.Add(string.Create(CultureInfo.InvariantCulture, $"What gave way at {RateAt(run, stop.At - run.Started):0.#}/s? {stop.Reason}"));
        else if (run.Stopped is { } other) open.Add($"Would it have gone well? It was stopped by {other.By} before its end: {other.Reason}");
        if (run.Recovery is { Recovered: false } recovery) open.Add($"What keeps customers from having it as before? {recovery.Lacks}");
        if (run.Cleanup is { Failed: > 0 } left) open.Add($"Who takes back what {left.Failed} journeys have written? {left.Fault}");
        foreach (GuardReading silent in run.Guards.Where(g => g.Value is null)) open.Add($"Would it have fired? Nothing was ever seen of {silent.Kind} {silent.Text}");
        if (run.Figures.Arrivals.Drops.Held > 0) open.Add($"What would have come of the {run.Figures.Arrivals.Drops.Held} arrivals that were held back?");
        if (!run.Generator.Valid) open.Add("What would the target have done with the whole load? The generator could not make it");
        return open;
    }

    // What was sent a second just before.
    private static double RateAt(RunReport run, TimeSpan at) => run.Series.LastOrDefault(s => s.At <= at) is { } second ? second.Arrivals.Sent / second.Span.TotalSeconds : 0;
}
