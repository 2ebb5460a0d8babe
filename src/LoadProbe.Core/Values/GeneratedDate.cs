using System.Globalization;

namespace LoadProbe.Core;

/// <summary>A day or an instant, so far from today or now.</summary>
public sealed record GeneratedDate(string Name, long? Seed) : Generated(Name, Seed)
{
    /// <summary>Counted from the beginning of today; else from now.</summary>
    public required bool FromToday { get; init; }

    /// <summary>The nearest, in units.</summary>
    public required long First { get; init; }

    /// <summary>The farthest, in units; at least <see cref="First"/>.</summary>
    public required long Last { get; init; }

    public required TimeSpan Unit { get; init; }

    /// <summary>As .NET writes dates: yyyy-MM-dd.</summary>
    public required string Format { get; init; }

    /// <summary>Where today is.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    protected override string Make(Draw draw, Variables variables)
    {
        DateTimeOffset now = TimeZoneInfo.ConvertTime(variables.Time.GetUtcNow(), Zone);
        long units = First + draw.Below(Last - First + 1);
        if (!FromToday) return Text(TimeZoneInfo.ConvertTime(now + (Unit * units), Zone));
        // By the calendar: where clocks change, a day has not always 24 hours.
        DateTime day = now.Date + (Unit * units);
        return Text(new DateTimeOffset(day, Zone.GetUtcOffset(day)));
    }

    private string Text(DateTimeOffset date) => date.ToString(Format, CultureInfo.InvariantCulture);
}
