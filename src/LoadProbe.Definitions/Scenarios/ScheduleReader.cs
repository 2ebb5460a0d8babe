namespace LoadProbe.Definitions;

/// <summary>When a scenario is started by itself.</summary>
internal static class ScheduleReader
{
    private const int Week = 7;

    // Zones may change their clocks on different days, or one of them not at all: a week of winter and one of summer.
    private static readonly DateTimeOffset[] Weeks = [new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero)];

    /// <param name="window">When the scenario may run; null = always, or not known.</param>
    public static RunSchedule? Read(Node node, RunWindow? window, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, "schedule", ScenarioKeys.Schedule, mistakes);
        int before = mistakes.Count;
        DayOfWeek[] days = WeekReader.Days(fields);
        DateOnly? on = fields.Text("on") is { } day ? Scalars.Date(fields["on"]!, day, "on", mistakes) : null;
        if (fields.Has("on") && fields["days"] is { } both) mistakes.Add(both.At, "days and on both say when: write days for again and again, on for once");
        TimeOnly? at = WeekReader.Time(fields, "at", "HH:mm", "H:mm", "HH:mm:ss", "H:mm:ss");
        // Hours off would be load at the wrong time: there is no default.
        TimeZoneInfo? zone = fields.Needs("zone", "zone: Asia/Shanghai") ? fields.Zone("zone") : null;
        if (mistakes.Count > before) return null;
        var schedule = new RunSchedule(days, on, at!.Value, zone!);
        DueTime[] times = [.. on is null ? Weeks.SelectMany(w => schedule.After(w).Take(Week)) : schedule.After(DateTimeOffset.MinValue)];
        if (on is not null && !times[0].Exists) mistakes.Add(fields["at"]!.At, $"at {Quote.Bare(fields.Text("at")!)} does not exist on {on:yyyy-MM-dd} in {zone!.Id}: clocks pass over it");
        else if (window is not null && !times.Any(d => (window with { Calendar = null }).Contains(d.At))) mistakes.Add(node.At, $"schedule {schedule.Text} is never inside the window: it would never be started");
        return mistakes.Count == before ? schedule : null;
    }
}
