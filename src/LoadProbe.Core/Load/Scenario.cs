namespace LoadProbe.Core;

/// <summary>What is pressed, how hard, what must hold, and what stops it: as written in the file.</summary>
public sealed record Scenario
{
    public required string Name { get; init; }
    public required Place At { get; init; }
    public required Target Target { get; init; }

    /// <summary>What runs side by side; at least one.</summary>
    public IReadOnlyList<Track> Tracks { get; init; } = [];

    /// <summary>The journeys of all tracks, in their order. To set it is to have one track.</summary>
    public IReadOnlyList<WeightedJourney> Mix
    {
        get => [.. Tracks.SelectMany(t => t.Mix)];
        init => Tracks = [First with { Mix = value }];
    }

    /// <summary>The load profile of the first track. To set it is to have one track.</summary>
    public IReadOnlyList<LoadPhase> Load
    {
        get => First.Load;
        init => Tracks = [First with { Load = value }];
    }

    /// <summary>Steps of an arrival, on the average of the mix.</summary>
    public double StepsEach => Mix.Sum(m => m.Weight * m.Journey.Steps.Count) / Mix.Sum(m => m.Weight);

    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];
    public IReadOnlyList<Guard> Guards { get; init; } = [];

    /// <summary>The probes that guards watch; they are dialled beside the load.</summary>
    public IReadOnlyList<Probe> Watched { get; init; } = [];

    /// <summary>Journeys at once, of all tracks; an arrival that finds no free place is dropped and counted.</summary>
    public int MaxInFlight { get; init; } = 2_000;

    /// <summary>Arrivals a second that may be set while it runs, at the most; null = the plan's own peak.</summary>
    public double? MostRate { get; init; }

    /// <summary>Arrivals of all agents that may be sent in any second, at the most; null = what is due says it. See <see cref="Core.RateCeiling"/>.</summary>
    public double? RateCeiling { get; init; }

    /// <summary>Arrivals due before this, from the start, are sent but are in no figure.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Closed phases: from the end of a user's iteration to the start of its next.</summary>
    public TimeRange Think { get; init; }

    /// <summary>Closed phases: from the start of a user's iteration to the start of its next, or longer when the iteration is; null = no pace.</summary>
    public TimeSpan? Pace { get; init; }

    public ConnectionReuse Connections { get; init; }

    /// <summary>What each of its requests carries.</summary>
    public Mark Mark { get; init; } = Mark.Standard;

    /// <summary>How long started journeys may go on after the last arrival.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>So many agents must be ready, or nothing is sent; null = all that are there.</summary>
    public int? AgentsAtLeast { get; init; }

    public AgentLoss AgentLost { get; init; }

    /// <summary>When it may run; null = not said. Kept for the policy of the target's class.</summary>
    public RunWindow? Window { get; init; }

    /// <summary>When a controller starts it by itself; null = a person does.</summary>
    public RunSchedule? Schedule { get; init; }

    /// <summary>How it is proved that its writes are kept apart; null = it is not.</summary>
    public ShadowProof? Shadow { get; init; }

    /// <summary>What is done when the load has ended.</summary>
    public After After { get; init; } = After.Nothing;

    /// <summary>All that its agents may send: the journeys of the mix, those that clean up after them, and the one that looks where writes went.</summary>
    public IEnumerable<Journey> Journeys => [.. Mix.Select(m => m.Journey), .. After.Cleanup, .. Shadow is null ? [] : (IEnumerable<Journey>)[Shadow.Check]];

    private Track First => Tracks.Count > 0 ? Tracks[0] : new Track { Mix = [], Load = [] };
}
