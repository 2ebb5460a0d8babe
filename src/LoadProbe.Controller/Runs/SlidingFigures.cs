namespace LoadProbe.Controller;

/// <summary>
/// The last seconds of a run, from which the figures of windows are merged: as many as the longest window has, for a
/// second's histograms take some 50 KB.
/// </summary>
internal sealed class SlidingFigures(TimeSpan longest)
{
    // Snapshots of several agents come in any order within a second or so.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Queue<Snapshot> _seconds = new();

    /// <summary>Snapshots held.</summary>
    public int Count => _seconds.Count;

    public void Add(Snapshot snapshot)
    {
        if (longest == TimeSpan.Zero) return;
        _seconds.Enqueue(snapshot);
        while (_seconds.Peek().At < snapshot.At - longest - Grace) _seconds.Dequeue();
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
