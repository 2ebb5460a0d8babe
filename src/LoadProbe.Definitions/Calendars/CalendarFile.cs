using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>A calendar of trading days.</summary>
internal static class CalendarFile
{
    private static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    public static bool LooksLike(MappingNode root) => root["sessions"] is not null;

    /// <summary>Null with mistakes.</summary>
    public static TradingCalendar? Read(Source source, Mistakes mistakes)
    {
        int before = mistakes.Count;
        mistakes.Add(source.Mistakes);
        if (source.Root is not { } root) return null;
        Fields fields = Fields.Of(root, "the file", CalendarKeys.Calendar, mistakes);
        TimeZoneInfo? zone = fields.Needs("zone", "zone: Asia/Shanghai") ? fields.Zone("zone") : null;
        DateRange? valid = fields.Needs("valid", "valid: { from: 2026-01-01, to: 2026-12-31 }") ? Valid(Fields.Of(fields["valid"]!, "valid", CalendarKeys.Valid, mistakes)) : null;
        DayOfWeek[] days = fields.Has("days") ? WeekReader.Days(fields) : Weekdays;
        fields.Needs("sessions", "sessions: [ 09:15-11:30, 13:00-15:30 ]");
        IReadOnlyList<TradingSession> sessions = Sessions(fields["sessions"], "sessions", mistakes);
        DateRange[] holidays = Dates(fields, "holidays", valid), working = Dates(fields, "working", valid);
        var halves = new Dictionary<DateOnly, IReadOnlyList<TradingSession>>();
        foreach ((TextNode key, Node value) in fields.Entries("half_days"))
        {
            if (Scalars.Date(key, key.Text, "half_days", mistakes) is not { } day) continue;
            halves[day] = Sessions(value, "half_days", mistakes);
            if (holidays.Any(h => h.Contains(day))) mistakes.Add(key.At, $"{Quote.Bare(key.Text)} is among the holidays as well: leave it out of one of them");
        }

        string name = fields.Text("name") ?? source.DefaultName;
        return mistakes.Count == before
            ? new TradingCalendar { Name = name, Zone = zone!, Valid = valid!.Value, Days = days, Sessions = sessions, Holidays = holidays, Working = working, HalfDays = halves }
            : null;
    }

    private static DateRange? Valid(Fields fields)
    {
        DateOnly? from = Day(fields, "from"), to = Day(fields, "to");
        if (from is not { } first || to is not { } last) return null;
        if (first <= last) return new DateRange(first, last);
        fields.Mistakes.Add(fields["to"]!.At, $"to {Quote.Bare(fields.Text("to")!)} is before from: the calendar would know no day");
        return null;
    }

    private static DateOnly? Day(Fields fields, string key) =>
        fields.Needs(key, $"{key}: 2026-12-31") && fields.Text(key) is { } text ? Scalars.Date(fields[key]!, text, key, fields.Mistakes) : null;

    private static DateRange[] Dates(Fields fields, string key, DateRange? valid)
    {
        var ranges = new List<DateRange>();
        foreach (Node item in fields.Items(key))
        {
            if (Scalars.Text(item, key, fields.Mistakes) is not { } text) continue;
            string[] ends = text.Split("..", 2, StringSplitOptions.TrimEntries);
            if (Scalars.Date(item, ends[0], key, fields.Mistakes) is not { } from || Scalars.Date(item, ends[^1], key, fields.Mistakes) is not { } to) continue;
            if (from > to) fields.Mistakes.Add(item.At, $"{key} {Quote.Bare(text)} ends before it begins");
            else if (valid is { } known && !(known.Contains(from) && known.Contains(to))) fields.Mistakes.Add(item.At, $"{key} {Quote.Bare(text)} is not within valid: the calendar says nothing of those days");
            else ranges.Add(new DateRange(from, to));
        }

        return [.. ranges];
    }

    private static IReadOnlyList<TradingSession> Sessions(Node? node, string what, Mistakes mistakes)
    {
        if (node is ListNode { Items.Count: 0 }) mistakes.Add(node.At, $"{what} is empty: write for instance [ 09:15-11:30 ]");
        var sessions = new List<TradingSession>();
        foreach (Node item in node switch { null => [], ListNode list => list.Items, _ => [node] })
        {
            if (Scalars.Text(item, what, mistakes) is not { } text) continue;
            if (text.Split('-') is not [string first, string second] || Time(first) is not { } from || Time(second) is not { } to || from >= to) mistakes.Add(item.At, $"{what} {Quote.Bare(text)} is not a session: write for instance 09:15-11:30");
            else if (sessions.Count > 0 && from < sessions[^1].To) mistakes.Add(item.At, $"{what} {Quote.Bare(text)} begins before the one before it is over: write them in order");
            else sessions.Add(new TradingSession(from, to));
        }

        return sessions;
    }

    private static TimeOnly? Time(string text) => TimeOnly.TryParseExact(text.Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time) ? time : null;
}
