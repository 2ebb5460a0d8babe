using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadProbe.Core;

/// <summary>
/// What dials after the load may take: <c>response p95: baseline + 10%</c>, <c>response max: baseline + 20ms</c>,
/// <c>response mean: 300ms</c>. Percentiles of few dials are by nearest rank.
/// </summary>
public sealed partial record RecoveryLimit
{
    /// <summary>As it was written, in one line.</summary>
    public required string Text { get; init; }

    /// <summary>0 to 100, the longest is 100; null = the mean.</summary>
    public double? Percentile { get; init; }

    /// <summary>Of what it was before; null = that does not matter.</summary>
    public double? Share { get; init; }

    /// <summary>Added to that.</summary>
    public TimeSpan Extra { get; init; }

    /// <summary>Reads one; null and what would be right when it is none.</summary>
    public static RecoveryLimit? Parse(string figure, string limit, out string? fault)
    {
        System.Text.RegularExpressions.Match named = Figure().Match(figure), most = Most().Match(limit);
        fault = null;
        double percentile = 0;
        if (!named.Success || (named.Groups["p"].Success && (!double.TryParse(named.Groups["p"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percentile) || percentile > 100)))
        {
            fault = $"\"{figure}\" is not what dials can be held to: write response p95, response mean or response max";
            return null;
        }

        TimeSpan time = TimeSpan.Zero;
        double percent = 0;
        bool isRead = most.Success && (!most.Groups["time"].Success || Durations.TryParse(most.Groups["time"].Value, out time))
            && (!most.Groups["percent"].Success || double.TryParse(most.Groups["percent"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percent));
        if (!isRead)
        {
            fault = $"{figure}: \"{limit}\" is not a limit: write baseline + 10%, baseline + 20ms or 300ms";
            return null;
        }

        return new RecoveryLimit
        {
            Text = $"{figure}: {limit}",
            Percentile = named.Groups["p"].Success ? percentile : named.Groups["max"].Success ? 100 : null,
            Share = most.Groups["baseline"].Success ? 1 + (percent / 100) : null,
            Extra = time,
        };
    }

    /// <summary>The most that dials may take.</summary>
    /// <param name="before">What they took before the load.</param>
    public TimeSpan Most(IReadOnlyList<TimeSpan> before) => (Share is { } share ? Of(before) * share : TimeSpan.Zero) + Extra;

    /// <summary>The figure of some dials, at least one.</summary>
    public TimeSpan Of(IReadOnlyList<TimeSpan> dials)
    {
        if (Percentile is not { } percentile) return TimeSpan.FromTicks((long)dials.Average(d => d.Ticks));
        return NearestRank.Of([.. dials.Order()], percentile);
    }

    [GeneratedRegex(@"^\s*response\s+(?:p(?<p>[\d.]+)|(?<max>max)|mean|avg)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Figure();

    [GeneratedRegex(@"^\s*(?:(?<baseline>baseline)(?:\s*\+\s*(?:(?<percent>[\d.]+)\s*%|(?<time>[\d.]+\s*[a-zµ]+)))?|(?<time>[\d.]+\s*[a-zµ]+))\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Most();
}
