namespace LoadProbe.Metrics;

/// <summary>What the rules record of each probe: names, and the expressions behind them.</summary>
internal static class Recorded
{
    public const string Runs = "loadprobe_probe_runs_total";
    public const string Objective = "loadprobe:probe_objective:ratio";
    public const string BudgetLeft = "loadprobe:probe_error_budget_left:ratio";
    public const string BurnRate = "loadprobe:probe_burn_rate:ratio";

    private const string Failed = ",verdict=\"fail\"";

    // What could not be measured is our own fault and never counts.
    private const string Judged = ",verdict=~\"pass|fail\"";

    public static string Errors(TimeSpan window) => $"loadprobe:probe_errors:ratio_rate{RuleText.Span(window)}";

    public static string Failures(TimeSpan window) => $"loadprobe:probe_failures:increase{RuleText.Span(window)}";

    public static string FailingAgents(TimeSpan window) => $"loadprobe:probe_failing_agents:count{RuleText.Span(window)}";

    public static string Agents(TimeSpan window) => $"loadprobe:probe_agents:count{RuleText.Span(window)}";

    /// <summary>The share of runs that failed, of all agents together; none while none was judged.</summary>
    public static string ErrorsOf(Probe probe, TimeSpan window) =>
        $"sum by (probe, target) (rate({RuleText.Of(Runs, probe, Failed)}[{RuleText.Span(window)}]))\n/\n(sum by (probe, target) (rate({RuleText.Of(Runs, probe, Judged)}[{RuleText.Span(window)}])) > 0)";

    /// <summary>How many runs failed. An agent that is scraped twice, itself and by its controller, counts once.</summary>
    public static string FailuresOf(Probe probe, TimeSpan window) => $"sum by (probe, target) ({PerAgent("max", probe, Failed, window)})";

    /// <summary>How many agents had a run that failed.</summary>
    public static string FailingAgentsOf(Probe probe, TimeSpan window) => $"count by (probe, target) ({PerAgent("max", probe, Failed, window)} > 0)";

    /// <summary>How many agents had a run that could be judged.</summary>
    public static string AgentsOf(Probe probe, TimeSpan window) => $"count by (probe, target) ({PerAgent("sum", probe, Judged, window)} > 0)";

    private static string PerAgent(string by, Probe probe, string verdicts, TimeSpan window) => $"{by} by (probe, target, agent) (increase({RuleText.Of(Runs, probe, verdicts)}[{RuleText.Span(window)}]))";
}
