namespace LoadProbe.Core;

/// <summary>What is pressed, how hard, what must hold, and what stops it: as written in the file.</summary>
public sealed record Scenario
{
    public required string Name { get; init; }
    public required Place At { get; init; }
    public required Target Target { get; init; }
    public required IReadOnlyList<WeightedJourney> Mix { get; init; }
    public required IReadOnlyList<LoadPhase> Load { get; init; }
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];
    public IReadOnlyList<Guard> Guards { get; init; } = [];

    /// <summary>The probes that guards watch; they are dialled beside the load.</summary>
    public IReadOnlyList<Probe> Watched { get; init; } = [];

    /// <summary>Journeys at once; an arrival that finds no free place is dropped and counted.</summary>
    public int MaxInFlight { get; init; } = 2_000;

    /// <summary>How long started journeys may go on after the last arrival.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When it may run; null = not said. Kept for the policy of the target's class.</summary>
    public RunWindow? Window { get; init; }
}
