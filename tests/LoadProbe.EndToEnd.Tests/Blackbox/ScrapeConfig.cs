using System.Text;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>A Prometheus that has the exporter's own scrape configuration twice: for the exporter, and for an agent.</summary>
internal static class ScrapeConfig
{
    /// <summary>Alerts that many use, in the families that they use (field/probing.md 2.5).</summary>
    public static readonly IReadOnlyList<(string Alert, string Expression)> Alerts =
    [
        ("ProbeFailed", "probe_success == 0"),
        ("ProbeSlow", "avg_over_time(probe_duration_seconds[1m]) > 1"),
        ("HttpStatus", "probe_http_status_code <= 199 or probe_http_status_code >= 400"),
        ("HttpSlow", "avg_over_time(probe_http_duration_seconds[1m]) > 1"),
        ("PingSlow", "avg_over_time(probe_icmp_duration_seconds[1m]) > 1"),
        ("CertificateEndsSoon", "0 <= round((last_over_time(probe_ssl_earliest_cert_expiry[10m]) - time()) / 86400, 0.1) < 60"),
        ("CertificateEnded", "round((last_over_time(probe_ssl_earliest_cert_expiry[10m]) - time()) / 86400, 0.1) < 0"),
        ("LookupSlow", "probe_dns_lookup_time_seconds > 1"),
        ("WrongContent", "probe_failed_due_to_regex == 1"),
        ("OldHttp", "probe_http_version < 1.1 and probe_http_status_code > 0"),
        ("NotSecure", "probe_http_ssl == 0 and probe_http_status_code == 200"),
        ("ReloadFailed", "blackbox_exporter_config_last_reload_successful != 1"),
    ];

    public static string Write(BlackboxPair pair, IReadOnlyList<BlackboxCase> cases, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "alerts.yml"), $"groups:\n- name: blackbox\n  interval: 1s\n  rules:\n{string.Concat(Alerts.Select(a => $"  - alert: {a.Alert}\n    expr: {a.Expression}\n"))}");
        // The scrape's time is what a probe may take.
        var text = new StringBuilder("global: { scrape_interval: 3s, scrape_timeout: 3s }\nrule_files: [ alerts.yml ]\nscrape_configs:\n");
        foreach ((string prober, string address) in new[] { ("theirs", pair.There), ("ours", pair.Here) })
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"- job_name: own-{prober}\n  static_configs: [ {{ targets: ['{address}'], labels: {{ prober: {prober} }} }} ]\n");
            foreach (IGrouping<string, BlackboxCase> module in cases.GroupBy(c => c.Module)) text.Append(Job(prober, address, module));
        }

        return text.ToString();
    }

    // As the exporter's README has it.
    private static string Job(string prober, string address, IGrouping<string, BlackboxCase> module) => $$"""
        - job_name: {{module.Key}}-{{prober}}
          metrics_path: /probe
          params: { module: [{{module.Key}}] }
          static_configs:
          - targets: [{{string.Join(", ", module.Select(c => $"'{c.Target}'"))}}]
            labels: { job: {{module.Key}}, prober: {{prober}} }
          relabel_configs:
          - source_labels: [__address__]
            target_label: __param_target
          - source_labels: [__param_target]
            target_label: instance
          - target_label: __address__
            replacement: {{address}}

        """;
}
