namespace LoadProbe.Metrics;

/// <summary>The rules of one probe that has an objective.</summary>
internal static class SloRules
{
    public static void Write(RuleLines lines, Probe probe, Slo slo, TimeSpan every)
    {
        BurnPairs pairs = BurnPairs.Of(slo, every);
        lines.Group($"loadprobe objective: {probe.Name}");
        foreach (TimeSpan window in BurnPairs.Windows) lines.Record(probe, Recorded.Errors(window), Recorded.ErrorsOf(probe, window));
        lines.Record(probe, Recorded.Objective, $"vector({RuleText.Number(slo.Objective)})");
        lines.Record(probe, Recorded.BurnRate, $"{RuleText.Of(Recorded.Errors(BurnPairs.Windows.FirstOrDefault(w => w >= TimeSpan.FromHours(1) && w >= 2 * every, BurnPairs.Windows[^1])), probe)} / {RuleText.Number(slo.Budget)}");
        foreach (BurnPair pair in pairs.All)
        {
            lines.Record(probe, Recorded.Failures(pair.Long), Recorded.FailuresOf(probe, pair.Long));
            if (!pair.IsPage) continue;
            lines.Record(probe, Recorded.FailingAgents(pair.Long), Recorded.FailingAgentsOf(probe, pair.Long));
            lines.Record(probe, Recorded.Agents(pair.Long), Recorded.AgentsOf(probe, pair.Long));
        }

        foreach (string severity in (string[])["page", "ticket"])
        {
            BurnPair[] some = [.. pairs.Of(severity)];
            if (some.Length > 0) lines.Alert(probe, AlertText.Burning(slo, severity, some), string.Join("\nor\n", some.Select(p => $"(\n  {string.Join("\n  ", Conditions(probe, slo, p))}\n)")));
        }

        // Over many days there are many samples: they are looked at less often, and within the five minutes for which a value is good.
        lines.Group($"loadprobe budget: {probe.Name}", "2m");
        if (!BurnPairs.Windows.Contains(slo.Window)) lines.Record(probe, Recorded.Errors(slo.Window), Recorded.ErrorsOf(probe, slo.Window));
        lines.Record(probe, Recorded.BudgetLeft, $"1 - {RuleText.Of(Recorded.Errors(slo.Window), probe)} / {RuleText.Number(slo.Budget)}");
    }

    private static IEnumerable<string> Conditions(Probe probe, Slo slo, BurnPair pair)
    {
        string limit = $"> {RuleText.Number(pair.Burn)} * {RuleText.Number(slo.Budget)}";
        yield return $"{RuleText.Of(Recorded.Errors(pair.Long), probe)} {limit}";
        yield return $"and {RuleText.Of(Recorded.Errors(pair.Short), probe)} {limit}";
        yield return FormattableString.Invariant($"and {RuleText.Of(Recorded.Failures(pair.Long), probe)} >= {pair.Failures}");
        if (pair.IsPage) yield return $"and ({RuleText.Of(Recorded.FailingAgents(pair.Long), probe)} >= 2 or {RuleText.Of(Recorded.Agents(pair.Long), probe)} == 1)";
        // What failed in maintenance is over once it has left the short window.
        if (probe.Maintenance.Count > 0) yield return $"unless on (probe, target) max_over_time({RuleText.Of("loadprobe_probe_state", probe, ",state=\"maintenance\"")}[{RuleText.Span(pair.Short)}]) == 1";
    }
}
