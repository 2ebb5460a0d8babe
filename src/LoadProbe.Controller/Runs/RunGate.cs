namespace LoadProbe.Controller;

/// <summary>Whether a scenario may run at all, before anything is sent. Who has to agree is in <see cref="ApprovalPolicy"/>.</summary>
public static class RunGate
{
    /// <summary>Why not; null = it may.</summary>
    public static string? Refusal(Scenario scenario, DateTimeOffset now)
    {
        if (MarkGate.Refusal(scenario) is { } unmarked) return unmarked;
        if (scenario.Target.Class == EnvironmentClass.Prod && Unsafe(scenario) is { } lacks) return $"{scenario.At}: target {scenario.Target.Name} is production (its class is prod, or is not said): {lacks}; nothing was sent";
        if (scenario.Window is not { } window) return null;
        if (window.Shut(now) is { } why) return $"{scenario.At}: {why}: nothing was sent";
        // How long a search takes is known only afterwards: the window cuts it.
        TimeSpan lasts = new ScenarioPlan(scenario.Tracks).Tracks.Where(t => t.Search is null).Select(t => t.Duration).DefaultIfEmpty().Max(), left = window.Until(now) - now;
        TimeSpan cools = scenario.After.CoolDown;
        if (lasts + scenario.Drain + cools > left) return $"{scenario.At}: it lasts {Durations.Text(lasts)} and drains for up to {Durations.Text(scenario.Drain)}{(cools > TimeSpan.Zero ? $", the target is left alone for {Durations.Text(cools)} then" : "")}, and the window {window.Text} shuts in {Durations.Text(left)}: it would not fit, and nothing was sent";
        return null;
    }

    // What is not to be had yet keeps production from being pressed; it is never left out.
    private static string? Unsafe(Scenario scenario) =>
        scenario.Window is null ? "a run needs a window in its scenario"
        : scenario.Guards.FirstOrDefault(g => g.Prometheus?.NoData == NoDataAction.Ignore) is { } blind ? $"guard {blind.Prometheus!.Name} would go on when it is told nothing: leave out no_data: ignore"
        : scenario.Guards.All(g => g.Probe is null) ? "a run needs a guard that watches the customers' own probes: guards: [probe NAME fails, else abort]"
        : scenario.Target.Proof is null ? "a run needs the owner's proof: say proof in targets.yaml, and put the token where it can be asked for"
        : scenario.Journeys.SelectMany(j => j.Steps).FirstOrDefault(s => s.Effect == StepEffect.WriteReal) is { } real ? $"step {real.Name} ({real.At}) writes what is real: production takes kind: read and kind: write-shadow"
        : scenario.Shadow is null && scenario.Mix.SelectMany(m => m.Journey.Steps).FirstOrDefault(s => s.Effect == StepEffect.WriteShadow) is { } write ? $"step {write.Name} ({write.At}) writes, and nothing proves that it is kept apart: say shadow: {{ check: probes/shadow-check.yaml, instances: 2 }} in the scenario, or press reads only"
        : null;
}
