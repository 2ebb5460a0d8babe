using System.Globalization;

namespace LoadProbe.Controller;

/// <summary>What is due in a run: its scenario's plan, and what a person has changed of it since.</summary>
internal sealed class RunPlan(Scenario scenario)
{
    // Long enough for each agent to hear of it before.
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1);

    /// <summary>As it is now.</summary>
    public ScenarioPlan Now { get; private set; } = new(scenario.Tracks);

    /// <summary>What it is in place of the scenario's own load; null = nothing was changed.</summary>
    public IReadOnlyList<LoadPhase>? Load { get; private set; }

    /// <summary>Another rate from a time of the plan on.</summary>
    /// <param name="rate">Arrivals a second.</param>
    /// <param name="at">When, from the start of the plan.</param>
    /// <param name="what">What was changed, in one line.</param>
    /// <returns>Null when it was changed, else why not.</returns>
    public string? Change(double rate, TimeSpan at, out string what)
    {
        what = "";
        if (RateChange.Refusal(scenario) is { } refused) return $"the rate of {scenario.Name} cannot be changed: {refused}";
        double most = scenario.MostRate ?? new ScenarioPlan(scenario.Tracks).PeakRate;
        if (rate > most) return string.Create(CultureInfo.InvariantCulture, $"{rate:0.###}/s is more than the {most:0.###}/s that {scenario.At} allows");
        if (scenario.RateCeiling is { } ceiling && RateCeiling.Fault(ceiling, rate) is { } fault) return string.Create(CultureInfo.InvariantCulture, $"the ceiling of {ceiling:0.###}/s {fault}");
        if (at >= Now.Duration) return "the plan is at its end";
        what = string.Create(CultureInfo.InvariantCulture, $"{Now.RateAt(at):0.###}/s to {rate:0.###}/s");
        Load = RateChange.Apply(Load ?? scenario.Load, at, rate);
        Now = new ScenarioPlan([scenario.Tracks[0] with { Load = Load }]);
        return null;
    }
}
