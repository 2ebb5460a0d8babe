namespace LoadProbe.Metrics;

/// <summary>What an alert says, in the templates of Prometheus. Names stand in them by their labels alone, so that none is read as a template.</summary>
/// <param name="Severity">page: somebody is woken; ticket: somebody looks at it by day.</param>
internal sealed record AlertText(string Name, string Severity, string Summary, string Description)
{
    public const string Fast = "LoadProbeBudgetBurnsFast", Slow = "LoadProbeBudgetBurns";

    private const string Which = "{{ $labels.probe }} on {{ $labels.target }}";

    public static AlertText Stale { get; } = new("LoadProbeProbeStale", "ticket", $"{Which} was not dialled for {{{{ $value | humanizeDuration }}}}", "Its last run began longer ago than three of its intervals: no agent dials it any more, so nobody knows whether it works.");

    public static AlertText Absent { get; } = new("LoadProbeProbeAbsent", "ticket", $"{Which} is not dialled by any agent", "There are agents, and none has run it since it was last heard of: it was not applied, or no agent has the labels that it asks for.");

    /// <summary>Of a budget that is spent too fast.</summary>
    public static AlertText Burning(Slo slo, string severity, IEnumerable<BurnPair> pairs) => new(
        severity == "page" ? Fast : Slow, severity, $"{Which}: {{{{ $value | humanizePercentage }}}} of its runs fail",
        $"The objective of {Slo.Percent(slo.Objective)} over {RuleText.Span(slo.Window)} allows {Slo.Percent(slo.Budget)}; failed runs are more than {string.Join(", or ", pairs.Select(p => $"{RuleText.Number(p.Burn)} times that over {RuleText.Span(p.Long)}"))}, and still are.");

    /// <summary>As it reads once it is filled in.</summary>
    public AlertText Filled(Probe probe, string value)
    {
        string Fill(string text) => text.Replace("{{ $value | humanizePercentage }}", value, StringComparison.Ordinal).Replace("{{ $value | humanizeDuration }}", value, StringComparison.Ordinal)
            .Replace("{{ $labels.target }}", "\0", StringComparison.Ordinal).Replace("{{ $labels.probe }}", probe.Name, StringComparison.Ordinal).Replace("\0", probe.Journey.Target.Name, StringComparison.Ordinal);
        return this with { Summary = Fill(Summary), Description = Fill(Description) };
    }
}
