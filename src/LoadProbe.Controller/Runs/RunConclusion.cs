namespace LoadProbe.Controller;

/// <summary>What a run that is over says: what was our fault goes before what was the target's.</summary>
internal static class RunConclusion
{
    /// <param name="run">Its figures, what was found and why it was stopped.</param>
    /// <param name="ours">Faults of agents.</param>
    /// <param name="thresholds">At their end.</param>
    public static RunReport Of(RunReport run, IReadOnlyList<string> ours, IReadOnlyList<ThresholdWatch> thresholds)
    {
        bool stopped = run.Stopped is not null;
        List<string> invalid = [.. ours, .. run.Generator.Faults];
        if (run.Capacity is { Verdict: Verdict.Invalid } unsure && !stopped) invalid.Add($"{unsure}");
        List<string> failed = [];
        if (run.Stopped is { By: not ("agent" or "controller") } stop) failed.Add($"stopped by {stop.By}: {stop.Reason}");
        ArrivalCounts arrivals = run.Figures.Arrivals;
        // A search is judged step by step, by what was dropped as well.
        if (arrivals.Drops.Held > 0 && run.Plan.Search is null) failed.Add($"{Holders(run)}: {arrivals.Drops.Held} of {arrivals.Due} arrivals were held back and not sent");
        if (run.Recovery is { Recovered: false } recovery) failed.Add($"not recovered within {Durations.Text(run.Scenario.After.Recovered!.Within)}: {recovery.Lacks}");
        if (run.Cleanup is { Failed: > 0 } left) failed.Add($"cleanup: {left.Failed} of {left.Due} journeys that were about to write are not cleaned up after: {left.Fault}");
        // One that stopped the run has said so.
        failed.AddRange(thresholds.Where(w => w.Broken && w.Action != BreachAction.Warn && !(stopped && w.Action == BreachAction.Abort)).Select(w => w.Last?.ToString() ?? "no data"));
        if (run.Capacity is { Verdict: Verdict.Fail } low) failed.Add($"{low}");
        return run with { Verdict = invalid.Count > 0 ? Verdict.Invalid : failed.Count > 0 ? Verdict.Fail : Verdict.Pass, Reasons = [.. invalid, .. failed] };
    }

    private static string Holders(RunReport run)
    {
        string[] guards = [.. run.Changes.Where(c => c.By is "guard" or "threshold").Select(c => c.What)];
        return run.Changes.Any(c => c.By == "target") ? "the target asked for less by Retry-After" : guards.Length > 0 ? $"guards let less through ({guards[0]})" : "less was let through";
    }
}
