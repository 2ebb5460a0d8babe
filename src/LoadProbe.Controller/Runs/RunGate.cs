namespace LoadProbe.Controller;

/// <summary>Whether a scenario may run at all, before anything is sent.</summary>
public static class RunGate
{
    /// <summary>Why not; null = it may.</summary>
    // Nothing here can prove an approval yet, so production is not pressed at all.
    public static string? Refusal(Scenario scenario, DateTimeOffset now)
    {
        if (MarkGate.Refusal(scenario) is { } unmarked) return unmarked;
        if (scenario.Target.Class == EnvironmentClass.Prod) return $"{scenario.At}: target {scenario.Target.Name} is production (its class is prod, or is not said): a run needs an approval, which this version cannot give; say class: dev, test or staging in targets.yaml if that is what it is";
        if (scenario.Window is not { } window) return null;
        if (window.Shut(now) is { } why) return $"{scenario.At}: {why}: nothing was sent";
        // How long a search takes is known only afterwards: the window cuts it.
        TimeSpan lasts = new ScenarioPlan(scenario.Tracks).Duration, left = window.Until(now) - now;
        if (lasts + scenario.Drain > left) return $"{scenario.At}: it lasts {Durations.Text(lasts)} and drains for up to {Durations.Text(scenario.Drain)}, and the window {window.Text} shuts in {Durations.Text(left)}: it would not fit, and nothing was sent";
        return null;
    }
}
