using Prometheus;

namespace LoadProbe.Metrics;

/// <summary>Writes an HTTP probe as blackbox_exporter does: same names, labels and units; a fresh registry each time, and no label for the target.</summary>
public static class BlackboxExposition
{
    public static Task WriteAsync(HttpProbeFigures figures, Stream stream, CancellationToken token)
    {
        CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(registry);
        Set("probe_success", "Displays whether or not the probe was a success", figures.Success ? 1 : 0);
        Set("probe_duration_seconds", "Returns how long the probe took to complete in seconds", figures.Duration.TotalSeconds);
        Set("probe_timeout_seconds", "Returns the timeout of the probe in seconds", figures.Timeout.TotalSeconds);
        Set("probe_dns_lookup_time_seconds", "Returns the time taken for probe dns lookup in seconds", figures.LookupTime.TotalSeconds);
        Set("probe_ip_protocol", "Specifies whether probe ip protocol is IP4 or IP6", figures.IpProtocol);
        Set("probe_ip_addr_hash", "Specifies the hash of IP address. It's useful to detect if the IP address changes.", figures.IpHash);
        Set("probe_http_content_length", "Length of http content response", figures.ContentLength);
        Set("probe_http_uncompressed_body_length", "Length of uncompressed response body", figures.BodyLength);
        Set("probe_http_redirects", "The number of redirects", figures.Redirects);
        Set("probe_http_ssl", "Indicates if SSL was used for the final redirect", figures.IsTls ? 1 : 0);
        Set("probe_http_status_code", "Response HTTP status code", figures.Status);
        Set("probe_http_version", "Returns the version of HTTP of the probe response", figures.HttpVersion);
        Set("probe_failed_due_to_regex", "Indicates if probe failed due to regex", 0);
        Gauge phases = factory.CreateGauge("probe_http_duration_seconds", "Duration of http request by phase, summed over all redirects", "phase");
        phases.WithLabels("resolve").Set(figures.LookupTime.TotalSeconds);
        if (figures.Phases is { } known)
        {
            phases.WithLabels("connect").Set(known.Connect?.TotalSeconds ?? 0);
            phases.WithLabels("tls").Set(known.Tls?.TotalSeconds ?? 0);
            phases.WithLabels("processing").Set(((known.Send ?? default) + (known.Wait ?? default)).TotalSeconds);
            phases.WithLabels("transfer").Set(known.Receive?.TotalSeconds ?? 0);
        }

        if (figures.LastModified is { } modified) Set("probe_http_last_modified_timestamp_seconds", "Returns the Last-Modified HTTP response header in unixtime", modified.ToUnixTimeSeconds());
        if (figures.Tls is { Chain.Count: > 0 } tls)
        {
            Set("probe_ssl_earliest_cert_expiry", "Returns last SSL chain expiry in unixtime", tls.Chain.Min(c => c.NotAfter).ToUnixTimeSeconds());
            if (tls.Version is { } version) factory.CreateGauge("probe_tls_version_info", "Returns the TLS version used or NaN when unknown", "version").WithLabels(version).Set(1);
            if (tls.Cipher is { } cipher) factory.CreateGauge("probe_tls_cipher_info", "Returns the TLS cipher negotiated during handshake", "cipher").WithLabels(cipher).Set(1);
        }

        return registry.CollectAndExportAsTextAsync(stream, token);

        void Set(string name, string help, double value) => factory.CreateGauge(name, help).Set(value);
    }
}
