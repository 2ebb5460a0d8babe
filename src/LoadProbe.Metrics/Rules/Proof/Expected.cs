using System.Globalization;

namespace LoadProbe.Metrics;

/// <summary>
/// What alerts have to say of the courses of a probe, by the arithmetic of its objective and not by the rules: promtool
/// says whether these agree.
/// </summary>
internal sealed class Expected(Slo slo, BurnPairs pairs)
{
    /// <summary>The share of failed runs that the alert names.</summary>
    /// <returns>False in IsSure = so near to a limit that rounding decides.</returns>
    public (decimal? Share, bool IsSure) At(string severity, IReadOnlyList<Course> courses, int minute)
    {
        foreach (BurnPair pair in pairs.Of(severity))
        {
            if (Fires(pair, courses, minute) is not { } fires) return (null, false);
            if (fires) return (Share(courses, pair.Long, minute), true);
        }

        return (null, true);
    }

    /// <summary>As Prometheus' humanizePercentage writes it.</summary>
    public static string Percentage(decimal share) => ((double)share * 100).ToString("G4", CultureInfo.InvariantCulture) + "%";

    private bool? Fires(BurnPair pair, IReadOnlyList<Course> courses, int minute)
    {
        decimal limit = pair.Burn * slo.Budget;
        bool?[] parts =
        [
            Above(Share(courses, pair.Long, minute), limit), Above(Share(courses, pair.Short, minute), limit), Above(courses.Sum(c => Within(c.Failed, pair.Long, minute)), pair.Failures),
            !pair.IsPage || courses.Count(c => Within(c.Failed, pair.Long, minute) > 0) >= 2 || courses.Count(c => Within(c.Ran, pair.Long, minute) > 0) == 1,
        ];
        return parts.Contains(false) ? false : parts.Contains(null) ? null : true;
    }

    private static decimal Share(IReadOnlyList<Course> courses, TimeSpan window, int minute) =>
        courses.Sum(c => Within(c.Ran, window, minute)) is > 0 and var ran ? courses.Sum(c => Within(c.Failed, window, minute)) / ran : 0;

    private static decimal Within(Func<int, decimal> counter, TimeSpan window, int minute) => counter(minute) - counter(Math.Max(0, minute - (int)window.TotalMinutes));

    // Prometheus counts in doubles.
    private static bool? Above(decimal value, decimal limit) => Math.Abs(value - limit) < limit * 1e-9m ? null : value > limit;
}
