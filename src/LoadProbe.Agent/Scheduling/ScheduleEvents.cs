namespace LoadProbe.Agent;

/// <summary>Who is told what of a schedule.</summary>
public sealed record ScheduleEvents
{
    /// <summary>The probe and the reason of a start that did not take place.</summary>
    public Action<string, string> Skipped { get; init; } = (_, _) => { };

    /// <summary>The machine's clock was set, forward or back; the schedule goes on as if it had not been.</summary>
    public Action<TimeSpan> ClockSet { get; init; } = _ => { };

    /// <summary>Nothing had been started for so long, and the scheduler was made anew.</summary>
    public Action<TimeSpan> Restarted { get; init; } = _ => { };
}
