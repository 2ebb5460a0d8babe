namespace LoadProbe.Core;

/// <summary>
/// When a scenario may run: days and times of day in a zone; a range that ends before it starts crosses midnight. On a day whose clocks
/// pass over its start or its end it does not open; where clocks show one of them twice, the shorter window counts.
/// </summary>
public sealed record RunWindow(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone)
{
    /// <summary>When the market is at rest; null = that is not asked.</summary>
    public TradingCalendar? Calendar { get; init; }

    /// <summary>In words.</summary>
    public string Text => $"{From:HH\\:mm} to {To:HH\\:mm} {Zone.Id}";

    /// <summary>Whether an instant is inside; the day is the one on which the range starts.</summary>
    public bool Contains(DateTimeOffset instant) => Shut(instant) is null;

    /// <summary>Why nothing may run at an instant; null = it may.</summary>
    public string? Shut(DateTimeOffset instant)
    {
        if (Around(instant) is { } range) return Calendar?.Shut(range.Day) ?? Calendar?.Shut(instant);
        DateTime local = TimeZoneInfo.ConvertTime(instant, Zone).DateTime;
        DateOnly today = DateOnly.FromDateTime(local);
        // In the small hours it is the night that began the day before.
        DateTime? gap = Passed(today) ?? (local < End(today.AddDays(-1)) ? Passed(today.AddDays(-1)) : null);
        return gap is { } passed ? $"clocks in {Zone.Id} pass over {passed:HH\\:mm} on {passed:yyyy-MM-dd}: the window {Text} does not open" : $"outside the window {Text}";
    }

    /// <summary>When it shuts, for an instant inside.</summary>
    public DateTimeOffset Until(DateTimeOffset instant) =>
        Around(instant) is not { } range ? instant : Calendar?.NextShut(instant, range.To) ?? range.To;

    // The range that an instant is in, and the day on which it starts.
    private (DateOnly Day, DateTimeOffset To)? Around(DateTimeOffset instant)
    {
        DateOnly today = LocalTime.Day(instant, Zone);
        foreach (DateOnly day in (DateOnly[])[today, today.AddDays(-1)])
        {
            if (!IsOn(day) || Passed(day) is not null) continue;
            DateTimeOffset to = LocalTime.First(End(day), Zone);
            if (instant >= LocalTime.Last(day.ToDateTime(From), Zone) && instant < to) return (day, to);
        }

        return null;
    }

    private DateTime End(DateOnly day) => (From < To ? day : day.AddDays(1)).ToDateTime(To);

    // The end of that day's window that clocks pass over; null = neither, or it has none.
    private DateTime? Passed(DateOnly day) => !IsOn(day) ? null : Zone.IsInvalidTime(day.ToDateTime(From)) ? day.ToDateTime(From) : Zone.IsInvalidTime(End(day)) ? End(day) : null;

    private bool IsOn(DateOnly day) => Days.Count == 0 || Days.Contains(day.DayOfWeek);
}
