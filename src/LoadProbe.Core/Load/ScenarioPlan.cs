namespace LoadProbe.Core;

/// <summary>The plans of a scenario's tracks, which start together and run side by side.</summary>
public sealed class ScenarioPlan
{
    public ScenarioPlan(IReadOnlyList<Track> tracks)
    {
        Tracks = [.. tracks.Select(t => new LoadPlan(t.Load))];
        Duration = Tracks.Select(t => t.Duration).DefaultIfEmpty().Max();
        Arrivals = Tracks.Sum(t => t.Arrivals);
        if (Tracks is [var only])
        {
            (PeakRate, PeakUsers) = (only.PeakRate, only.PeakUsers);
            return;
        }

        // Rates are straight between their turns, so that their sum is highest at one, or just before it.
        foreach (TimeSpan turn in Tracks.SelectMany(t => t.Turns()).Distinct())
        {
            foreach (TimeSpan at in (ReadOnlySpan<TimeSpan>)[turn, turn - TimeSpan.FromTicks(1)])
            {
                PeakRate = Math.Max(PeakRate, RateAt(at) + Tracks.Sum(t => t.Search?.To ?? 0));
                PeakUsers = Math.Max(PeakUsers, UsersAt(at));
            }
        }
    }

    /// <summary>In the order of the scenario's tracks.</summary>
    public IReadOnlyList<LoadPlan> Tracks { get; }

    /// <summary>That of the longest.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Arrivals of all open phases.</summary>
    public long Arrivals { get; }

    /// <summary>Arrivals a second of all tracks together, at the most.</summary>
    public double PeakRate { get; }

    /// <summary>Users of all tracks together, at the most.</summary>
    public int PeakUsers { get; }

    public bool HasClosedPhases => Tracks.Any(t => t.HasClosedPhases);

    /// <summary>The track that searches for the limit; null when none does.</summary>
    public int? Search => Tracks.Index().Where(t => t.Item.Search is not null).Select(t => (int?)t.Index).FirstOrDefault();

    public double RateAt(TimeSpan time)
    {
        double sum = 0;
        foreach (LoadPlan track in Tracks) sum += track.RateAt(time);
        return sum;
    }

    public int UsersAt(TimeSpan time)
    {
        int sum = 0;
        foreach (LoadPlan track in Tracks) sum += track.UsersAt(time);
        return sum;
    }
}
