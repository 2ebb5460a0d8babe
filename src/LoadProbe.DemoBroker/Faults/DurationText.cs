using System.Globalization;

namespace LoadProbe.DemoBroker;

/// <summary>Durations as people write them: 200ms, 1.5s, 2m.</summary>
internal static class DurationText
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Null when the text is no duration over zero and up to ten minutes.</summary>
    public static TimeSpan? Parse(string text)
    {
        var (digits, milliseconds) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1d),
            _ when text.EndsWith('s') => (text[..^1], 1_000d),
            _ when text.EndsWith('m') => (text[..^1], 60_000d),
            _ => ("", 0d),
        };
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        var total = number * milliseconds;
        return total > 0 && total <= Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(total) : null;
    }

    public static string Write(TimeSpan duration) => duration.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.###}ms");
}
