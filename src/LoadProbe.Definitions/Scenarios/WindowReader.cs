using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>When a scenario may run.</summary>
internal static class WindowReader
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    public static RunWindow? Read(Node node, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, "window", ScenarioKeys.Window, mistakes);
        int before = mistakes.Count;
        DayOfWeek[] days = [.. fields.Items("days").SelectMany(d => DaysOf(d, mistakes)).Distinct()];
        if (fields["days"] is ListNode { Items.Count: 0 } none) mistakes.Add(none.At, "days is empty: it would never run; leave it out for all days");
        TimeOnly? from = Time(fields, "from");
        TimeOnly? to = Time(fields, "to");
        if (from is not null && from == to) mistakes.Add(fields["to"]!.At, $"to {Quote.Bare(fields.Text("to")!)} is from as well: a window has a length");
        TimeZoneInfo? zone = fields.Needs("zone", "zone: Asia/Shanghai") ? fields.Zone("zone") : null;
        fields.Text("calendar");
        return mistakes.Count == before ? new RunWindow(days, from!.Value, to!.Value, zone!) : null;
    }

    // sat, or sat-sun, or all (= none said).
    private static IEnumerable<DayOfWeek> DaysOf(Node node, Mistakes mistakes)
    {
        if (Scalars.Text(node, "days", mistakes) is not { } text || text == "all") return [];
        string[] ends = text.ToLowerInvariant().Split('-', 2, StringSplitOptions.TrimEntries);
        (int first, int last) = (Array.IndexOf(Days, ends[0]), Array.IndexOf(Days, ends[^1]));
        if (first >= 0 && last >= 0) return Enumerable.Range(0, ((last - first + 7) % 7) + 1).Select(i => (DayOfWeek)((first + i + 1) % 7));
        mistakes.Add(node.At, $"days {Quote.Bare(text)} are not known: write all, sat-sun or [sat, sun], of {string.Join(", ", Days)}");
        return [];
    }

    private static TimeOnly? Time(Fields fields, string key)
    {
        if (!fields.Needs(key, $"{key}: \"22:00\"") || fields.Text(key) is not { } text) return null;
        if (TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)) return time;
        if (text == "24:00") return TimeOnly.MinValue;
        fields.Mistakes.Add(fields[key]!.At, $"{key} {Quote.Bare(text)} is not a time of day: write for instance 22:00");
        return null;
    }
}
