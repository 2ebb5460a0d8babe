namespace LoadProbe.Core;

/// <summary>
/// What guards the pressure on production beside what its scenario says, unless that has a rule of its own about the errors of the whole run that
/// stops it or holds it back. How slow is too slow only the scenario knows.
/// </summary>
public static class StandardGuards
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(10), s_longest = TimeSpan.FromMinutes(10);

    /// <summary>The guards of a scenario with the standard ones behind them.</summary>
    public static IReadOnlyList<Guard> Behind(IReadOnlyList<Guard> own, IReadOnlyList<Threshold> thresholds, Target target, IEnumerable<Journey> journeys)
    {
        if (target.Class != EnvironmentClass.Prod || thresholds.Any(t => IsAboutErrors(t, t.Else)) || own.Any(g => g.Threshold is { } t && IsAboutErrors(t, g.Else))) return own;
        // A window in which no journey can end would have no errors to tell of, and no data is a breach.
        TimeSpan over = 2 * journeys.Select(j => j.Timeout).DefaultIfEmpty().Max();
        over = over < s_shortest ? s_shortest : over > s_longest ? s_longest : TimeSpan.FromSeconds(Math.Ceiling(over.TotalSeconds));
        return [.. own, Guard.Parse($"errors < 5% over {(int)over.TotalSeconds}s", out _)!];
    }

    private static bool IsAboutErrors(Threshold threshold, BreachAction action) =>
        threshold is { Figure: ThresholdFigure.Errors, Step: null, Journey: null, Over: not null } && action is not (BreachAction.Warn or BreachAction.Fail);
}
