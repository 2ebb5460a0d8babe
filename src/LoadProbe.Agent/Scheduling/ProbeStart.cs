namespace LoadProbe.Agent;

/// <summary>One start of a probe.</summary>
/// <param name="Due">By the schedule's clock, which is the machine's unless that was set meanwhile.</param>
/// <param name="Lateness">How long after that it was made.</param>
public readonly record struct ProbeStart(DateTimeOffset Due, TimeSpan Lateness);
