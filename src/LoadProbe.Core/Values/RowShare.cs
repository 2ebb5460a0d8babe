namespace LoadProbe.Core;

/// <summary>
/// Which rows of a table that gives each once fall to one of the tracks that use it: first those of the arrivals that
/// the plans know, one track's after the other's; after them, users' iterations and what a search comes to take turns.
/// So no two tracks share a row, and where all is known none is left out.
/// </summary>
/// <param name="First">The row of the track's first arrival.</param>
/// <param name="Known">How many of its runs the plan knows.</param>
/// <param name="Rest">The first row after all that the plans know.</param>
/// <param name="Turn">Whose turn it is, of the tracks whose runs no plan knows.</param>
/// <param name="Turns">How many of those there are; at least one.</param>
public readonly record struct RowShare(long First, long Known, long Rest, int Turn, int Turns)
{
    /// <summary>Run n has row n.</summary>
    public static RowShare Whole => new(0, 0, 0, 0, 1);

    public long RowOf(long run) => run < Known ? First + run : Rest + Turn + ((run - Known) * Turns);

    /// <summary>The tracks of a scenario with the share of each in its tables.</summary>
    public static IReadOnlyList<Track> Deal(IReadOnlyList<Track> tracks, ScenarioPlan plan)
    {
        if (tracks.Count < 2) return tracks;
        Dictionary<object, RowShare[]> shares = tracks.SelectMany(UniqueIn).Select(t => t.Origin).Distinct().ToDictionary(o => o, o => Of(o, tracks, plan));
        return [.. tracks.Select((track, t) => track with { Mix = [.. track.Mix.Select(m => m with { Journey = Dealt(m.Journey, o => shares[o][t]) })] })];
    }

    private static RowShare[] Of(object origin, IReadOnlyList<Track> tracks, ScenarioPlan plan)
    {
        var shares = new RowShare[tracks.Count];
        int[] users = [.. tracks.Index().Where(t => UniqueIn(t.Item).Any(u => u.Origin.Equals(origin))).Select(t => t.Index)];
        int[] endless = [.. users.Where(t => plan.Tracks[t].HasClosedPhases || plan.Tracks[t].Search is not null)];
        long rest = users.Sum(t => plan.Tracks[t].Arrivals), first = 0;
        foreach (int t in users)
        {
            shares[t] = new RowShare(first, plan.Tracks[t].Arrivals, rest, Math.Max(0, Array.IndexOf(endless, t)), Math.Max(1, endless.Length));
            first += plan.Tracks[t].Arrivals;
        }

        return shares;
    }

    private static Journey Dealt(Journey journey, Func<object, RowShare> share) => journey with
    {
        Tables = [.. journey.Tables.Select(t => t.Order == RowOrder.Unique ? t with { Share = share(t.Origin) } : t)],
    };

    private static IEnumerable<DataTable> UniqueIn(Track track) => track.Mix.SelectMany(m => m.Journey.Tables).Where(t => t.Order == RowOrder.Unique);
}
