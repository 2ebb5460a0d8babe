namespace LoadProbe.Controller;

/// <summary>How far the schedule of a scenario is settled.</summary>
/// <param name="Words">The schedule.</param>
/// <param name="Settled">What was due up to here is settled.</param>
/// <param name="Last">What became of the last time that it was due; null = it never was.</param>
public sealed record ScheduleRow(string Scenario, string Words, DateTimeOffset Settled, LastDue? Last);

/// <summary>A time at which a scenario was due, and what became of it.</summary>
/// <param name="Detail">The run, or why there is none.</param>
public sealed record LastDue(DateTimeOffset At, DueOutcome Outcome, string Detail);
