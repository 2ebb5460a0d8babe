using System.Globalization;

namespace LoadProbe.Core;

/// <summary>Rates as people write them: <c>500/s</c>, <c>30/m</c>, <c>0.5/s</c>, <c>1000/h</c>.</summary>
public static class Rates
{
    /// <summary>Reads a rate, in arrivals a second. Negative ones are read, for whoever calls to refuse.</summary>
    public static bool TryParse(string text, out double perSecond)
    {
        perSecond = 0;
        int slash = text.IndexOf('/');
        if (slash < 0 || !double.TryParse(text.AsSpan(0, slash).Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number)) return false;
        double seconds = text[(slash + 1)..].Trim() switch { "s" => 1, "m" or "min" => 60, "h" => 3600, _ => 0 };
        if (seconds == 0) return false;
        perSecond = number / seconds;
        return true;
    }
}
