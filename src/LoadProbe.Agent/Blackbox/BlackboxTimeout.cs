using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace LoadProbe.Agent;

/// <summary>How long a probe may take: what the scrape allows but for half a second, and no longer than the module does.</summary>
internal static class BlackboxTimeout
{
    public const string Header = "X-Prometheus-Scrape-Timeout-Seconds";

    private const double Longest = 120, Offset = 0.5, Most = 1e6;

    public static bool TryRead(StringValues header, BlackboxModule module, out TimeSpan allowed, [NotNullWhen(false)] out string? fault)
    {
        (double seconds, allowed, fault) = (0, default, null);
        if (header is [{ Length: > 0 } said, ..])
        {
            const NumberStyles Written = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            bool isNumber = double.TryParse(said, Written, CultureInfo.InvariantCulture, out seconds);
            if (!isNumber || double.IsInfinity(seconds) || double.IsNaN(seconds))
            {
                fault = $"strconv.ParseFloat: parsing {GoText.Quoted(said)}: {(isNumber ? "value out of range" : "invalid syntax")}";
                return false;
            }
        }

        if (seconds == 0) seconds = Longest;
        double scraped = seconds - Offset, own = module.Timeout?.TotalSeconds ?? 0;
        // Where the half second is all there is, only the module's own time is left, and without one none.
        double chosen = scraped < 0 || (own > 0 && own < scraped) ? own : scraped;
        allowed = TimeSpan.FromSeconds(Math.Min(chosen, Most));
        return true;
    }
}
