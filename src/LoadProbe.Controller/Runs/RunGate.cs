namespace LoadProbe.Controller;

/// <summary>Whether a scenario may run at all, before anything is sent.</summary>
public static class RunGate
{
    /// <summary>Why not; null = it may.</summary>
    // Nothing here can prove an approval yet, so production is not pressed at all.
    public static string? Refusal(Scenario scenario, DateTimeOffset now)
    {
        if (scenario.Target.Class == EnvironmentClass.Prod) return $"{scenario.At}: target {scenario.Target.Name} is production (its class is prod, or is not said): a run needs an approval, which this version cannot give; say class: dev, test or staging in targets.yaml if that is what it is";
        if (scenario.Window is { } window && !window.Contains(now)) return $"{scenario.At}: outside the window {window.From:HH\\:mm} to {window.To:HH\\:mm} {window.Zone.Id}: nothing was sent";
        return null;
    }
}
