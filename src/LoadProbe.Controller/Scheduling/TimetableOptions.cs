namespace LoadProbe.Controller;

/// <summary>What a controller does by the clock while it leads; the housekeeping of its store always.</summary>
/// <param name="Tell">Told what a person should know.</param>
public sealed record TimetableOptions(Action<string> Tell)
{
    /// <summary>Scenarios are started by their schedules.</summary>
    public bool StartsRuns { get; init; } = true;

    /// <summary>Other controllers may lead on the same store: what is due is kept there, and each time is one's alone.</summary>
    public bool IsShared { get; init; }
}
