using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>Days of the week and times of day.</summary>
internal static class WeekReader
{
    private static readonly string[] Words = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>The days that are said; none = all.</summary>
    public static DayOfWeek[] Days(Fields fields)
    {
        if (fields["days"] is ListNode { Items.Count: 0 } none) fields.Mistakes.Add(none.At, "days is empty: it would never run; leave it out for all days");
        return [.. fields.Items("days").SelectMany(d => Days(d, fields.Mistakes)).Distinct()];
    }

    public static TimeOnly? Time(Fields fields, string key, params string[] forms)
    {
        if (!fields.Needs(key, $"{key}: \"22:00\"") || fields.Text(key) is not { } text) return null;
        if (TimeOnly.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)) return time;
        fields.Mistakes.Add(fields[key]!.At, $"{key} {Quote.Bare(text)} is not a time of day: write for instance 22:00");
        return null;
    }

    // sat, or sat-sun, or all (= none said).
    private static IEnumerable<DayOfWeek> Days(Node node, Mistakes mistakes)
    {
        if (Scalars.Text(node, "days", mistakes) is not { } text || text == "all") return [];
        string[] ends = text.ToLowerInvariant().Split('-', 2, StringSplitOptions.TrimEntries);
        (int first, int last) = (Array.IndexOf(Words, ends[0]), Array.IndexOf(Words, ends[^1]));
        if (first >= 0 && last >= 0) return Enumerable.Range(0, ((last - first + 7) % 7) + 1).Select(i => (DayOfWeek)((first + i + 1) % 7));
        mistakes.Add(node.At, $"days {Quote.Bare(text)} are not known: write all, sat-sun or [sat, sun], of {string.Join(", ", Words)}");
        return [];
    }
}
