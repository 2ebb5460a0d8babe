namespace LoadProbe.Agent;

/// <summary>A probe on the schedule and what is to be done when it is due.</summary>
internal sealed record ScheduledProbe(Probe Probe, Func<Probe, DateTimeOffset, CancellationToken, Task> Run);
