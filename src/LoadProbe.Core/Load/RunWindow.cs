namespace LoadProbe.Core;

/// <summary>When a scenario may run: days and times of day in a zone; a range that ends before it starts crosses midnight.</summary>
public sealed record RunWindow(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>Whether an instant is inside; the day is the one on which the range starts.</summary>
    public bool Contains(DateTimeOffset instant)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(instant, Zone);
        TimeOnly time = TimeOnly.FromDateTime(local.DateTime);
        if (From < To) return Starts(local.DayOfWeek) && time >= From && time < To;
        return (Starts(local.DayOfWeek) && time >= From) || (Starts(local.AddDays(-1).DayOfWeek) && time < To);
    }

    private bool Starts(DayOfWeek day) => Days.Count == 0 || Days.Contains(day);
}
