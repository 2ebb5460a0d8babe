using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>
/// A real Prometheus asks Debian's exporter and an agent about the same targets, by the exporter's own scrape configuration:
/// alerts and panels that teams have say the same of both.
/// </summary>
public sealed class PrometheusBesideTests
{
    private static readonly string[] Dialled = ["200", "301 chain", "404", "slow header", "HTTP/1.0", "refused", "body must not match", "TLS", "TLS expired", "HTTP/2", "tcp", "tcp over TLS", "dns one", "dns nx", "icmp", "icmp unreachable", "grpc"];

    private static readonly string[] Panels =
    [
        "probe_success", "probe_http_status_code", "probe_http_version", "probe_http_ssl", "probe_http_redirects", "probe_http_content_length", "probe_http_uncompressed_body_length",
        "probe_ip_protocol", "probe_ip_addr_hash", "probe_failed_due_to_regex", "probe_ssl_earliest_cert_expiry", "probe_ssl_last_chain_expiry_timestamp_seconds", "probe_tls_version_info", "probe_ssl_last_chain_info",
        "probe_dns_answer_rrs", "probe_dns_query_succeeded", "probe_icmp_reply_hop_limit", "probe_grpc_status_code", "probe_grpc_healthcheck_response",
        "avg_over_time(probe_success[1m])", "sum by (prober) (probe_success)", "count by (prober, instance) (probe_http_duration_seconds)", "max_over_time(probe_success[5m])",
        // To a second, as durations are.
        "probe_duration_seconds", "probe_http_duration_seconds", "sum by (prober, instance) (probe_http_duration_seconds)", "probe_icmp_duration_seconds{phase=\"rtt\"}",
        "sum by (prober, instance) (probe_icmp_duration_seconds)", "probe_dns_lookup_time_seconds", "avg by (prober, phase) (probe_http_duration_seconds)", "probe_dns_duration_seconds", "probe_grpc_duration_seconds",
    ];

    [Fact]
    public async Task Alerts_and_panels_of_the_exporter_say_the_same_of_an_agent()
    {
        string folder = Directory.CreateTempSubdirectory("blackbox-").FullName;
        try
        {
            var certificates = new BlackboxCertificates(folder);
            string config = Path.Combine(folder, "blackbox.yml");
            await File.WriteAllTextAsync(config, BlackboxCase.Config(certificates));
            await using var targets = new SideTargets(certificates);
            await using BlackboxPair pair = await BlackboxPair.StartAsync(config);
            BlackboxCase[] cases = [.. BlackboxCase.All(targets).Where(c => Dialled.Contains(c.Name) && (Environment.IsPrivilegedProcess || c.Module != "icmp"))];
            await using PrometheusServer prometheus = await PrometheusServer.ConfiguredAsync((_, own) => ScrapeConfig.Write(pair, cases, own));
            // Each target by each prober, three times.
            await prometheus.EventuallyAsync($"count(count_over_time(probe_success[1m]) >= 3) == {2 * cases.Length}");

            string expired = cases.Single(c => c.Name == "TLS expired").Target;
            await AssertPanelsAsync(prometheus, expired);
            await AssertAlertsAsync(prometheus, expired);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AssertPanelsAsync(PrometheusServer prometheus, string expired)
    {
        var table = new List<string>();
        foreach (string panel in Panels)
        {
            var answer = await prometheus.QueryAsync(panel);
            // What the exporter does not tell of a certificate that it refuses (#1119).
            Dictionary<string, double> theirs = Of(answer, "theirs"), ours = Of(answer.Where(a => !IsRefused(a.Labels, expired)), "ours");
            double noise = panel.Contains("duration", StringComparison.Ordinal) || panel.Contains("lookup", StringComparison.Ordinal) ? 1 : 0;
            table.Add($"{panel} | {theirs.Count} series | {(theirs.Count == 0 ? 0 : theirs.Max(t => Math.Abs(t.Value - ours.GetValueOrDefault(t.Key)))):0.###} apart at the most");
            Assert.NotEmpty(theirs);
            Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
            Assert.All(theirs, t => Assert.True(Math.Abs(t.Value - ours[t.Key]) <= noise, $"{panel} {t.Key}: {t.Value} there, {ours[t.Key]} here"));
        }

        await File.WriteAllLinesAsync(Path.Combine(Machine.Root, "artifacts", "blackbox-panels.txt"), table);
    }

    private static async Task AssertAlertsAsync(PrometheusServer prometheus, string expired)
    {
        IReadOnlyList<JsonElement> firing = await prometheus.AlertsAsync();
        string[] theirs = Fire("theirs"), ours = Fire("ours");
        await File.WriteAllLinesAsync(Path.Combine(Machine.Root, "artifacts", "blackbox-alerts.txt"), theirs.Select(a => $"both: {a}").Concat(ours.Except(theirs).Select(a => $"the agent alone: {a}")));

        // The alert that one has certificates watched for: the exporter falls silent when it is needed.
        Assert.Equal([$"CertificateEnded {expired} "], ours.Except(theirs));
        Assert.Empty(theirs.Except(ours));
        // Every alert but those of what is well here fired for something: that of a certificate for gRPC without TLS, of which both tell an expiry of 0.
        Assert.Equal(["LookupSlow", "PingSlow", "ReloadFailed"], ScrapeConfig.Alerts.Select(a => a.Alert).Except(theirs.Select(a => a.Split(' ')[0])).Order(StringComparer.Ordinal));

        string[] Fire(string prober) => [.. firing.Where(l => l.GetProperty("prober").GetString() == prober)
            .Select(l => $"{l.GetProperty("alertname").GetString()} {l.GetProperty("instance").GetString()} {(l.TryGetProperty("phase", out JsonElement phase) ? phase.GetString() : "")}").Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, double> Of(IEnumerable<(JsonElement Labels, double Value)> answer, string prober) =>
        answer.Where(a => a.Labels.GetProperty("prober").GetString() == prober).ToDictionary(a => Labels(a.Labels), a => a.Value);

    // Whose it is aside, and but for the label that 0.23 does not have.
    private static string Labels(JsonElement labels) => string.Join(", ", labels.EnumerateObject().Where(l => l.Name is not ("prober" or "serialnumber")).OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => $"{l.Name}={l.Value.GetString()}"));

    private static bool IsRefused(JsonElement labels, string expired) =>
        labels.TryGetProperty("instance", out JsonElement instance) && instance.GetString() == expired
        && labels.TryGetProperty("__name__", out JsonElement name) && (name.GetString()!.StartsWith("probe_ssl_", StringComparison.Ordinal) || name.GetString()!.StartsWith("probe_tls_", StringComparison.Ordinal));
}
