namespace LoadProbe.Controller;

/// <summary>A probe's dials before the load, while it ran and after it.</summary>
/// <param name="Probe">Its name.</param>
/// <param name="Before">The dials that are the baseline.</param>
/// <param name="During">From the first arrival to the last request.</param>
/// <param name="After">Those since the cool-down.</param>
public sealed record RecoveredProbe(string Probe, DialFigures Before, DialFigures During, DialFigures After);
