namespace LoadProbe.Controller;

/// <summary>The last seconds of a run, from which the figures of any window up to ten minutes are merged.</summary>
internal sealed class SlidingFigures
{
    private const int Longest = 600;

    private readonly Queue<Snapshot> _seconds = new();

    public void Add(Snapshot snapshot)
    {
        _seconds.Enqueue(snapshot);
        while (_seconds.Count > Longest) _seconds.Dequeue();
    }

    /// <summary>The last <paramref name="window"/> up to <paramref name="now"/>; null while the run is younger than that.</summary>
    public RunFigures? Window(TimeSpan window, TimeSpan now)
    {
        // Snapshots come a little after their second; half a second of grace keeps a window of n seconds at n snapshots.
        TimeSpan from = now - window + TimeSpan.FromSeconds(0.5);
        if (now + TimeSpan.FromSeconds(0.5) < window) return null;
        var figures = new RunFigures();
        foreach (Snapshot snapshot in _seconds)
        {
            if (snapshot.At > from) figures.Add(snapshot);
        }

        return figures;
    }
}
