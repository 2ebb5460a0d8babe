namespace LoadProbe.Core;

/// <summary>The most that a target agrees to. Null = not limited here.</summary>
/// <param name="Rate">Arrivals a second.</param>
/// <param name="InFlight">Journeys at once.</param>
public sealed record Caps(double? Rate = null, int? InFlight = null);
