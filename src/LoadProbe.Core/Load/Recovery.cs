namespace LoadProbe.Core;

/// <summary>
/// When customers have it again as before the load: so many dials in a row of each probe that guards watch pass, and keep the limits.
/// As many before the load have to pass, and are what they are held against.
/// </summary>
public sealed record Recovery
{
    /// <summary>What production is held to that says nothing.</summary>
    public static readonly Recovery Standard = new();

    /// <summary>How long that may take from the end of the cool-down on.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Dials in a row.</summary>
    public int Passes { get; init; } = 3;

    public IReadOnlyList<RecoveryLimit> Limits { get; init; } = [];
}
