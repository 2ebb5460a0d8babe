namespace LoadProbe.EndToEnd.Tests;

/// <summary>All that differs from the exporter of Debian (0.23), and why; docs/blackbox.md says it to users.</summary>
internal static class BlackboxKnown
{
    private const string Absent = "absent", There = "there";
    private const string More = "> 0";
    private const string Endless = "0.23 does not hold the call to the probe's time: gRPC gives up after 20 s of its own";
    private const string NotYet = "0.23 does not have it yet; its successors do";
    private const string Refused = "the exporter tells nothing of a handshake that it ends (#1119), so that an alert on an expired certificate falls silent: what was seen of it is told";

    public static IReadOnlyDictionary<BlackboxDifference, string> Differences { get; } = new Dictionary<BlackboxDifference, string>(
    [
        Newer("probe_timeout_seconds"),
        Newer("probe_failed_due_to_bytes"),
        Newer("probe_tls_cipher_info"),
        Newer("probe_ssl_last_chain_info, label serialnumber"),
        .. Handshake("TLS expired", "TLS 1.3"),
        .. Handshake("TLS self-signed", "TLS 1.3"),
        .. Handshake("TLS wrong host", "TLS 1.3"),
        .. Handshake("tcp over TLS expired", "TLS 1.3"),
        .. Handshake("mTLS without a certificate", "TLS 1.2"),
        .. Grpc("grpc over TLS, unknown service"),
        .. Grpc("grpc over TLS expired"),
        new(new BlackboxDifference("grpc black-holed", "probe_duration_seconds", More, More), Endless),
        new(new BlackboxDifference("grpc black-holed", "probe_grpc_duration_seconds{phase=\"check\"}", More, More), Endless),
        new(new BlackboxDifference("grpc black-holed", "probe_grpc_status_code", "14", "4"), Endless),
    ]);

    private static KeyValuePair<BlackboxDifference, string> Newer(string series) => new(new BlackboxDifference("*", series, Absent, There), NotYet);

    private static IEnumerable<KeyValuePair<BlackboxDifference, string>> Handshake(string target, string version) =>
        new[] { "probe_ssl_earliest_cert_expiry", "probe_ssl_last_chain_expiry_timestamp_seconds", "probe_ssl_last_chain_info", $"probe_tls_version_info{{version=\"{version}\"}}" }
            .Select(series => new KeyValuePair<BlackboxDifference, string>(new BlackboxDifference(target, series, Absent, There), Refused));

    private static IEnumerable<KeyValuePair<BlackboxDifference, string>> Grpc(string target) =>
    [
        new(new BlackboxDifference(target, "probe_ssl_earliest_cert_expiry", "0", More), Refused),
        new(new BlackboxDifference(target, "probe_ssl_last_chain_info", Absent, There), Refused),
        new(new BlackboxDifference(target, "probe_tls_version_info{version=\"TLS 1.3\"}", Absent, There), Refused),
    ];
}
