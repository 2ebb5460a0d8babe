namespace LoadProbe.Controller;

/// <summary>How long a probe stood how, on all its agents together, in one minute or hour.</summary>
/// <param name="Known">How long it was known whether the target was down.</param>
/// <param name="Down">How much of that it was.</param>
/// <param name="Degraded">How much of that it was up and too slow, bad on too few agents, or down and back again and again.</param>
/// <param name="Maintenance">How long nobody was to be woken; it is not in <paramref name="Known"/>.</param>
public sealed record StandingTime(string Probe, RollUpWidth Width, DateTimeOffset Start, TimeSpan Known, TimeSpan Down, TimeSpan Degraded, TimeSpan Maintenance)
{
    /// <summary>The same, and some more of it.</summary>
    internal StandingTime With(TimeSpan known, TimeSpan down, TimeSpan degraded, TimeSpan maintenance) =>
        this with { Known = Known + known, Down = Down + down, Degraded = Degraded + degraded, Maintenance = Maintenance + maintenance };
}
