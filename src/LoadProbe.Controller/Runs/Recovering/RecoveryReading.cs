namespace LoadProbe.Controller;

/// <summary>How customers fared before and after the load.</summary>
/// <param name="Recovered">Null = not known yet.</param>
/// <param name="After">From the last request on to the first of the dials that showed it; null when it was not shown.</param>
/// <param name="Lacks">What is not as it was; null = nothing.</param>
/// <param name="Probes">Each watched probe.</param>
public sealed record RecoveryReading(bool? Recovered, TimeSpan? After, string? Lacks, IReadOnlyList<RecoveredProbe> Probes);
