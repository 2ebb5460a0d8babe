namespace LoadProbe.Core;

/// <summary>What became of the writes that were to be taken back.</summary>
/// <param name="Due">Journeys that were about to write.</param>
/// <param name="Done">Those that were cleaned up after.</param>
/// <param name="Failed">Those that were not, or not within the time for it.</param>
/// <param name="Duration">Of cleaning up; of several agents the longest.</param>
/// <param name="Fault">What went wrong with the first that failed; null = none did.</param>
public sealed record CleanupFigures(long Due, long Done, long Failed, TimeSpan Duration, string? Fault = null)
{
    /// <summary>Nothing was written.</summary>
    public static CleanupFigures None { get; } = new(0, 0, 0, TimeSpan.Zero);

    public static CleanupFigures operator +(CleanupFigures a, CleanupFigures b) =>
        new(a.Due + b.Due, a.Done + b.Done, a.Failed + b.Failed, a.Duration > b.Duration ? a.Duration : b.Duration, a.Fault ?? b.Fault);

    public override string ToString() => $"{Done} of {Due} cleaned up in {Durations.Text(Duration)}{(Failed > 0 ? $", {Failed} failed: {Fault}" : "")}";
}
