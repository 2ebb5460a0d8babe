using System.Globalization;

namespace LoadProbe.Core;

/// <summary>When a scenario is started by itself: a time of day in a zone, on some days of each week or on one date.</summary>
/// <param name="Days">Of each week; none said = each day.</param>
/// <param name="On">The one date, instead of days; null = again and again.</param>
/// <param name="At">The time of day in the zone.</param>
/// <param name="Zone">Whose clocks count.</param>
public sealed record RunSchedule(IReadOnlyList<DayOfWeek> Days, DateOnly? On, TimeOnly At, TimeZoneInfo Zone)
{
    private const int Week = 7;

    /// <summary>In words, the same for the same schedule.</summary>
    public string Text => $"{Dates} at {At.ToString(At.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture)} {Zone.Id}";

    private string Dates => On is { } date ? $"on {date:yyyy-MM-dd}"
        : Days.Count is 0 or Week ? "each day"
        : string.Join(", ", Days.OrderBy(d => ((int)d + 6) % Week).Select(d => d.ToString()[..3].ToLowerInvariant()));

    /// <summary>The first time that it is due after an instant; null = never again.</summary>
    public DueTime? Next(DateTimeOffset after)
    {
        if (On is { } date) return Due(date) is var once && once.At > after ? once : null;
        // A day may begin later elsewhere, and the one today be over.
        DateOnly day = LocalTime.Day(after, Zone).AddDays(-1);
        for (int i = 0; i <= Week + 1; i++, day = day.AddDays(1))
        {
            if (IsOn(day) && Due(day) is var due && due.At > after) return due;
        }

        return null;
    }

    /// <summary>All times that it is due after an instant, in order.</summary>
    public IEnumerable<DueTime> After(DateTimeOffset instant)
    {
        for (DueTime? due = Next(instant); due is { } found; due = Next(found.At)) yield return found;
    }

    // Of a time that clocks show twice, the first; for one that they pass over, when it would have been by the clocks before.
    private DueTime Due(DateOnly day)
    {
        DateTime local = day.ToDateTime(At);
        return new DueTime(LocalTime.First(local, Zone), local, !Zone.IsInvalidTime(local));
    }

    private bool IsOn(DateOnly day) => Days.Count == 0 || Days.Contains(day.DayOfWeek);
}
