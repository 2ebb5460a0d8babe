namespace LoadProbe.Controller;

/// <summary>What a guard or threshold says at the moment.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Kind">guard or threshold.</param>
/// <param name="Holds">False = in breach.</param>
/// <param name="Value">What was seen, for a person; null = nothing yet.</param>
/// <param name="Warns">A breach is told, and fails nothing.</param>
public sealed record GuardReading(string Text, string Kind, bool Holds, string? Value, bool Warns = false)
{
    public static GuardReading Of(ThresholdWatch watch) => new(watch.Threshold.Text, watch.Kind, !watch.Broken, watch.Last?.Written, watch.Action == BreachAction.Warn);

    /// <summary>In breach, and that counts.</summary>
    public bool Fails => !Holds && !Warns;
}
