namespace LoadProbe.Metrics;

/// <summary>The lines of a file of rules.</summary>
internal sealed class RuleLines
{
    private readonly List<string> _lines = [];

    public string Text => string.Join('\n', _lines) + "\n";

    public void Comment(string text, string indent = "") => _lines.Add($"{indent}# {RuleText.Line(text)}".TrimEnd());

    public void Plain(string line) => _lines.Add(line);

    public void Group(string name, string? interval = null)
    {
        _lines.Add($"  - name: {RuleText.Quoted(name)}");
        if (interval is not null) _lines.Add($"    interval: {interval}");
        _lines.Add("    rules:");
    }

    // The labels tell the rules of several probes apart, as promtool asks for.
    public void Record(Probe probe, string name, string expression)
    {
        _lines.Add($"      - record: {name}");
        Expression(expression);
        _lines.Add($"        labels: {{ probe: {RuleText.Quoted(probe.Name)}, target: {RuleText.Quoted(probe.Journey.Target.Name)} }}");
    }

    /// <param name="probe">Null = one for all.</param>
    /// <param name="lasting">How long it has to be so; null = not at all.</param>
    public void Alert(Probe? probe, AlertText alert, string expression, string? lasting = null)
    {
        _lines.Add($"      - alert: {alert.Name}");
        Expression(expression);
        if (lasting is not null) _lines.Add($"        for: {lasting}");
        string which = probe is null ? "" : $"probe: {RuleText.Quoted(Literal(probe.Name))}, target: {RuleText.Quoted(Literal(probe.Journey.Target.Name))}, ";
        _lines.Add($"        labels: {{ {which}severity: {alert.Severity} }}");
        _lines.Add("        annotations:");
        _lines.Add($"          summary: {RuleText.Single(alert.Summary)}");
        _lines.Add($"          description: {RuleText.Single(alert.Description)}");
    }

    // Prometheus reads labels of alerts as templates.
    private static string Literal(string text) => text.Replace("{{", "{{\"{{\"}}", StringComparison.Ordinal);

    private void Expression(string expression)
    {
        _lines.Add("        expr: |-");
        _lines.AddRange(expression.Split('\n').Select(l => "          " + l));
    }
}
