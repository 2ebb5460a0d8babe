namespace LoadProbe.Core;

/// <summary>
/// The last seconds of a run, from which the figures of windows are merged: as many as the longest window has, for a
/// second's histograms take some 50 KB. What several agents tell of a second is merged as it comes.
/// </summary>
public sealed class SlidingFigures(TimeSpan longest)
{
    // Snapshots of several agents come in any order within a second or so.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // Agents end a second a little before or after each other; the pieces at the end of a run are apart.
    private static readonly TimeSpan Little = TimeSpan.FromSeconds(0.25);

    /// <summary>Snapshots come a little after their second: with so much of grace a window of n seconds is of n snapshots.</summary>
    internal static readonly TimeSpan Late = TimeSpan.FromSeconds(0.5);

    private readonly Queue<Second> _seconds = new();

    /// <summary>Seconds held.</summary>
    public int Count => _seconds.Count;

    public void Add(Snapshot snapshot)
    {
        if (longest == TimeSpan.Zero) return;
        if (_seconds.FirstOrDefault(s => (s.At - snapshot.At).Duration() < Little) is { } second) second.Add(snapshot);
        else _seconds.Enqueue(new Second(snapshot));
        while (_seconds.Peek().At < snapshot.At - longest - Grace) _seconds.Dequeue();
    }

    /// <summary>The last <paramref name="window"/> up to <paramref name="now"/>; null while the run is younger than that.</summary>
    public RunFigures? Window(TimeSpan window, TimeSpan now)
    {
        TimeSpan from = now - window + Late;
        if (now + Late < window) return null;
        var figures = new RunFigures();
        foreach (Second second in _seconds)
        {
            if (second.At > from) second.AddTo(figures);
        }

        return figures;
    }

    // One agent's is kept as it is, which costs nothing.
    private sealed class Second(Snapshot first)
    {
        private RunFigures? _merged;

        public TimeSpan At => first.At;

        public void Add(Snapshot snapshot)
        {
            if (_merged is null)
            {
                _merged = new RunFigures();
                _merged.Add(first);
            }

            _merged.Add(snapshot);
        }

        public void AddTo(RunFigures figures)
        {
            if (_merged is null) figures.Add(first);
            else figures.Add(_merged);
        }
    }
}
