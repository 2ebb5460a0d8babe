namespace LoadProbe.Core;

/// <summary>Journeys and the load profile that they are pressed by; the tracks of a scenario run side by side.</summary>
public sealed record Track
{
    /// <summary>Empty in a scenario that has but one.</summary>
    public string Name { get; init; } = "";

    public required IReadOnlyList<WeightedJourney> Mix { get; init; }
    public required IReadOnlyList<LoadPhase> Load { get; init; }
}
