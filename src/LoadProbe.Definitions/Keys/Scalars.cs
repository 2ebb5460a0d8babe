using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>Scalars as values: each reader reports what is wrong, under the name the user wrote, and gives null.</summary>
internal static class Scalars
{
    public static string? Text(Node node, string what, Mistakes mistakes)
    {
        if (node is TextNode { IsNull: false } text && (text.Text.Length > 0 || !text.IsPlain)) return text.Text;
        mistakes.Add(node.At, node.IsNull ? $"{what} has no value" : $"{what} is {node.Shape}: write one value");
        return null;
    }

    /// <summary>One line of text to be parsed: not so long that parsing it takes long.</summary>
    public static string? Sentence(Node node, string what, Mistakes mistakes)
    {
        const int longest = 300;
        if (Text(node, what, mistakes) is not { } text) return null;
        if (text.Length <= longest) return text;
        mistakes.Add(node.At, $"{what} is longer than {longest} characters");
        return null;
    }

    /// <summary>A day of this millennium, of the text of a node or of a part of it.</summary>
    public static DateOnly? Date(Node node, string text, string what, Mistakes mistakes)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) && date.Year is >= 2000 and < 3000) return date;
        mistakes.Add(node.At, $"{what} {Quote.Bare(text)} is not a date: write for instance 2026-12-05");
        return null;
    }

    public static TimeSpan? Duration(Node node, string what, Mistakes mistakes, TimeSpan min, TimeSpan max)
    {
        if (Text(node, what, mistakes) is not { } text) return null;
        string fault;
        if (!Durations.TryParse(text, out TimeSpan value)) fault = "is not a duration: write a number and a unit, for instance 500ms, 30s or 2m";
        else if (value < min) fault = min.Ticks == 1 ? "is not longer than zero" : $"is too short: make it at least {Plain(min)}";
        else if (value > max) fault = $"is too long: make it at most {Plain(max)}";
        else return value;
        mistakes.Add(node.At, $"{what} {Quote.Bare(text)} {fault}");
        return null;
    }

    /// <summary>Arrivals a second, zero or more.</summary>
    public static double? Rate(Node node, string what, Mistakes mistakes, bool zero = false)
    {
        const double most = 1e7;
        if (Text(node, what, mistakes) is not { } text) return null;
        string fault;
        if (!Rates.TryParse(text, out double value)) fault = "is not a rate: write a number and a time, for instance 500/s or 30/m";
        else if (value < 0 || (value == 0 && !zero)) fault = zero ? "is below zero" : "is not more than zero";
        else if (value > most) fault = "is too high: make it at most 10000000/s";
        else return value;
        mistakes.Add(node.At, $"{what} {Quote.Bare(text)} {fault}");
        return null;
    }

    public static int? Whole(Node node, string what, Mistakes mistakes, int min, int max)
    {
        if (Text(node, what, mistakes) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max) return value;
        mistakes.Add(node.At, $"{what} {Quote.Bare(text)} is not a whole number from {min} to {max}");
        return null;
    }

    public static double? Number(Node node, string what, Mistakes mistakes)
    {
        if (Text(node, what, mistakes) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) return value;
        mistakes.Add(node.At, $"{what} {Quote.Bare(text)} is not a number");
        return null;
    }

    public static bool? Flag(Node node, string what, Mistakes mistakes)
    {
        if (Text(node, what, mistakes) is not { } text) return null;
        if (text is "true" or "True" or "TRUE") return true;
        if (text is "false" or "False" or "FALSE") return false;
        mistakes.Add(node.At, $"{what} {Quote.Bare(text)} is neither true nor false");
        return null;
    }

    public static TimeZoneInfo? Zone(Node node, string what, Mistakes mistakes)
    {
        if (Text(node, what, mistakes) is not { } text) return null;
        // The system's zones are files: a path is not a name.
        if (text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(text, out TimeZoneInfo? zone)) return zone;
        mistakes.Add(node.At, $"{what} {Quote.Of(text)} is not known on this machine: write an IANA name, for instance Asia/Shanghai or UTC");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public static T? Choice<T>(Node node, string what, Mistakes mistakes, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text(node, what, mistakes) is not { } text) return null;
        if (words.TryGetValue(text, out T value)) return value;
        mistakes.Add(node.At, $"{what} {Quote.Of(text)} is not known: {Spelling.Hint(text, words.Keys)}it is one of {string.Join(", ", words.Keys)}");
        return null;
    }

    // In messages a limit reads as a user would write it: 30s, 24h, 365d.
    public static string Plain(TimeSpan time) => time.TotalDays >= 2 && time.Ticks % TimeSpan.TicksPerDay == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays}d")
        : Durations.Text(time);
}
