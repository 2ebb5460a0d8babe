namespace LoadProbe.Core;

/// <summary>What became of a step that was held.</summary>
/// <param name="Fault">Why it did not hold; null = it held.</param>
internal readonly record struct StepRuling(string? Fault)
{
    public static StepRuling Holds => default;

    /// <summary>A fault as a ruling; null when there is none, so that nothing is ruled yet.</summary>
    public static StepRuling? Of(string? fault) => fault is null ? null : new StepRuling(fault);
}
