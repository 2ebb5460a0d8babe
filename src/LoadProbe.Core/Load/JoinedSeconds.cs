namespace LoadProbe.Core;

/// <summary>Puts the snapshots of so many agents together to seconds of all of them.</summary>
public sealed class JoinedSeconds(int agents)
{
    private readonly SortedDictionary<long, List<Snapshot>> _seconds = [];
    private long _given;

    /// <summary>
    /// Takes a snapshot; the second that it completes, or null. A second of which one was lost is not given any more once a
    /// later one is complete, nor is the piece of a second with which an agent ends.
    /// </summary>
    public (TimeSpan At, IReadOnlyList<Snapshot> Snapshots)? Add(Snapshot snapshot)
    {
        // They come a little after their second.
        long second = (long)Math.Round(snapshot.At.TotalSeconds);
        if (snapshot.Last || second <= _given) return null;
        if (!_seconds.TryGetValue(second, out List<Snapshot>? told)) _seconds[second] = told = [];
        if (told.Any(s => s.Agent == snapshot.Agent)) return null;
        told.Add(snapshot);
        if (told.Count < agents) return null;
        foreach (long old in _seconds.Keys.Where(k => k <= second).ToArray()) _seconds.Remove(old);
        _given = second;
        return (TimeSpan.FromSeconds(second), told);
    }
}
