namespace LoadProbe.Core;

/// <summary>
/// When a market is at rest, and may be pressed. It is shut for load from a day's first session to the end of its last, the lunch break
/// between them as well; on days off on which people work; and on all days that the calendar does not know.
/// </summary>
public sealed record TradingCalendar
{
    /// <summary>As people know it.</summary>
    public required string Name { get; init; }

    /// <summary>Whose clocks count.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The days that it knows.</summary>
    public required DateRange Valid { get; init; }

    /// <summary>Of each week, on which the market trades.</summary>
    public required IReadOnlyList<DayOfWeek> Days { get; init; }

    /// <summary>Of a whole day, in order; one at the least.</summary>
    public required IReadOnlyList<TradingSession> Sessions { get; init; }

    /// <summary>Days without sessions.</summary>
    public IReadOnlyList<DateRange> Holidays { get; init; } = [];

    /// <summary>Days off on which people work, in exchange for a holiday.</summary>
    public IReadOnlyList<DateRange> Working { get; init; } = [];

    /// <summary>Days with sessions of their own.</summary>
    public IReadOnlyDictionary<DateOnly, IReadOnlyList<TradingSession>> HalfDays { get; init; } = new Dictionary<DateOnly, IReadOnlyList<TradingSession>>();

    /// <summary>Why it is not to be had, and shuts every day; null = it is.</summary>
    public string? Lack { get; private init; }

    /// <summary>In place of one that is not there: what asks for it never opens.</summary>
    public static TradingCalendar Missing(string name) => new()
    {
        Name = name, Zone = TimeZoneInfo.Utc, Valid = default, Days = [], Sessions = [],
        Lack = $"calendar {name} is in neither its folder nor those above it, and without it nobody knows when the market is at rest",
    };

    /// <summary>Why nothing may be pressed on a whole day; null = sessions decide.</summary>
    public string? Shut(DateOnly day)
    {
        if (Lack is not null) return Lack;
        if (!Valid.Contains(day)) return $"calendar {Name} is valid from {Text(Valid.From)} to {Text(Valid.To)} and does not know {Text(day)}";
        return Working.Any(w => w.Contains(day)) ? $"{Text(day)} is a working day by calendar {Name}" : null;
    }

    /// <summary>Why nothing may be pressed at an instant; null = the market is at rest.</summary>
    public string? Shut(DateTimeOffset instant)
    {
        DateTime local = TimeZoneInfo.ConvertTime(instant, Zone).DateTime;
        DateOnly day = DateOnly.FromDateTime(local);
        TimeOnly time = TimeOnly.FromDateTime(local);
        if (Shut(day) is { } why) return why;
        return Trading(day) is { } hours && time >= hours.From && time < hours.To ? $"the market trades until {hours.To:HH\\:mm} {Zone.Id} by calendar {Name}" : null;
    }

    /// <summary>The first instant after one at which it is shut, before another; null = there is none.</summary>
    public DateTimeOffset? NextShut(DateTimeOffset after, DateTimeOffset before)
    {
        DateOnly last = LocalTime.Day(before, Zone);
        for (DateOnly day = LocalTime.Day(after, Zone); day <= last; day = day.AddDays(1))
        {
            // Midnights begin days that are shut, sessions hours that are.
            foreach (TimeOnly time in (TimeOnly[])[TimeOnly.MinValue, Trading(day)?.From ?? TimeOnly.MinValue])
            {
                DateTimeOffset at = LocalTime.First(day.ToDateTime(time), Zone);
                if (at > after && at < before && Shut(at) is not null) return at;
            }
        }

        return null;
    }

    private TradingSession? Trading(DateOnly day)
    {
        if (Holidays.Any(h => h.Contains(day))) return null;
        if (HalfDays.TryGetValue(day, out IReadOnlyList<TradingSession>? half)) return new TradingSession(half[0].From, half[^1].To);
        return Days.Contains(day.DayOfWeek) ? new TradingSession(Sessions[0].From, Sessions[^1].To) : null;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
