namespace LoadProbe.Metrics;

/// <summary>The lines of a file of rules.</summary>
internal sealed class RuleLines : YamlLines
{
    public void Group(string name, string? interval = null)
    {
        Plain($"  - name: {RuleText.Quoted(name)}");
        if (interval is not null) Plain($"    interval: {interval}");
        Plain("    rules:");
    }

    // The labels tell the rules of several probes apart, as promtool asks for.
    public void Record(Probe probe, string name, string expression)
    {
        Plain($"      - record: {name}");
        Expression(expression);
        Plain($"        labels: {{ probe: {RuleText.Quoted(probe.Name)}, target: {RuleText.Quoted(probe.Journey.Target.Name)} }}");
    }

    /// <param name="probe">Null = one for all.</param>
    /// <param name="lasting">How long it has to be so; null = not at all.</param>
    public void Alert(Probe? probe, AlertText alert, string expression, string? lasting = null)
    {
        Plain($"      - alert: {alert.Name}");
        Expression(expression);
        if (lasting is not null) Plain($"        for: {lasting}");
        string which = probe is null ? "" : $"probe: {RuleText.Quoted(Literal(probe.Name))}, target: {RuleText.Quoted(Literal(probe.Journey.Target.Name))}, ";
        Plain($"        labels: {{ {which}severity: {alert.Severity} }}");
        Plain("        annotations:");
        Plain($"          summary: {RuleText.Single(alert.Summary)}");
        Plain($"          description: {RuleText.Single(alert.Description)}");
    }

    // Prometheus reads labels of alerts as templates.
    private static string Literal(string text) => text.Replace("{{", "{{\"{{\"}}", StringComparison.Ordinal);

    private void Expression(string expression)
    {
        Plain("        expr: |-");
        foreach (string line in expression.Split('\n')) Plain("          " + line);
    }
}
