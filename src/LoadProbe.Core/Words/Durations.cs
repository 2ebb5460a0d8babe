using System.Globalization;

namespace LoadProbe.Core;

/// <summary>Durations as people write them: <c>250us</c>, <c>300ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>, <c>7d</c>.</summary>
public static class Durations
{
    private static readonly (string Unit, double Seconds)[] Units =
        [("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>A number and its unit; a bare 0 needs none. Negative ones are read, for whoever calls to refuse.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        text = text.Trim();
        duration = TimeSpan.Zero;
        if (text == "0") return true;
        int end = text.Length;
        while (end > 0 && !char.IsAsciiDigit(text[end - 1]) && text[end - 1] != '.') end--;
        string unit = text[end..].Trim();
        if (!double.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double number)) return false;
        foreach ((string name, double seconds) in Units)
        {
            if (name != unit) continue;
            if (Math.Abs(number * seconds) > TimeSpan.MaxValue.TotalSeconds / 2) return false;
            duration = TimeSpan.FromTicks((long)Math.Round(number * seconds * TimeSpan.TicksPerSecond));
            return true;
        }

        return false;
    }

    /// <summary>Three significant digits in the unit that suits: <c>412ms</c>, <c>1.25s</c>, <c>84.2µs</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        double seconds = Math.Abs(duration.TotalSeconds);
        string sign = duration < TimeSpan.Zero ? "-" : "";
        (double number, string unit) = seconds switch
        {
            0 => (0, "s"),
            // Where rounding would make a thousand of one unit, it is one of the next.
            < 0.0009995 => (seconds * 1e6, "µs"),
            < 0.9995 => (seconds * 1e3, "ms"),
            < 120 => (seconds, "s"),
            < 7200 => (seconds / 60, "m"),
            _ => (seconds / 3600, "h"),
        };
        string format = number >= 100 ? "0" : number >= 10 ? "0.#" : "0.##";
        return sign + number.ToString(format, CultureInfo.InvariantCulture) + unit;
    }
}
