using System.Globalization;

namespace LoadProbe.Metrics;

/// <summary>The lines of a file of tests for promtool.</summary>
internal sealed class ProofLines : YamlLines
{
    /// <summary>What happens in it; series come next, then what is expected.</summary>
    public void Test(string name)
    {
        Plain($"  - name: {RuleText.Single(name)}");
        Plain("    interval: 1m");
        Plain("    input_series:");
    }

    public void Series(string series, string samples) => Plain($"      - {{ series: {RuleText.Single(series)}, values: '{samples}' }}");

    /// <summary>The counters of a probe's runs.</summary>
    public void Series(Probe probe, IEnumerable<Course> courses, int last)
    {
        foreach (Course course in courses)
        {
            foreach (string verdict in (string[])["pass", "fail"]) Series(RuleText.Of(Recorded.Runs, probe, $",agent=\"{course.Agent}\",verdict=\"{verdict}\""), course.Samples(verdict == "fail", last));
        }
    }

    public void Expectations() => Plain("    alert_rule_test:");

    /// <summary>None of these alerts, at any of these minutes.</summary>
    public void Silent(IEnumerable<int> minutes, params IReadOnlyList<string> alerts)
    {
        foreach (int minute in minutes)
        {
            foreach (string alert in alerts) Plain($"      - {{ eval_time: {Minute(minute)}, alertname: {alert} }}");
        }
    }

    /// <summary>Just these alerts of a name, at a minute.</summary>
    public void Firing(int minute, string alert, IReadOnlyList<(Probe Probe, AlertText Filled)> all)
    {
        if (all.Count == 0)
        {
            Silent([minute], alert);
            return;
        }

        Plain($"      - eval_time: {Minute(minute)}");
        Plain($"        alertname: {alert}");
        Plain("        exp_alerts:");
        foreach ((Probe probe, AlertText filled) in all)
        {
            Plain($"          - exp_labels: {{ probe: {RuleText.Quoted(probe.Name)}, target: {RuleText.Quoted(probe.Journey.Target.Name)}, severity: {filled.Severity} }}");
            Plain($"            exp_annotations: {{ summary: {RuleText.Quoted(filled.Summary)}, description: {RuleText.Quoted(filled.Description)} }}");
        }
    }

    public void Values() => Plain("    promql_expr_test:");

    public void Value(int minute, string series, string value)
    {
        Plain($"      - {{ expr: {RuleText.Single(series)}, eval_time: {Minute(minute)}, exp_samples: [ {{ labels: {RuleText.Single(series)}, value: {value} }} ] }}");
    }

    private static string Minute(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute}m");
}
