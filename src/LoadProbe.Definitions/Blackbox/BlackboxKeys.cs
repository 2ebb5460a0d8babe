namespace LoadProbe.Definitions;

/// <summary>The keys of a blackbox_exporter's configuration, as its own documentation has them; docs/blackbox.md says more.</summary>
internal static class BlackboxKeys
{
    private static readonly string[] Proxied = ["proxy_url", "no_proxy", "proxy_from_environment", "proxy_connect_header"];

    private static readonly string[] Client =
        ["basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file", "tls_config", "follow_redirects", "enable_http2", .. Proxied, "http_headers"];

    public static readonly KeyTable File = Table("blackbox", "modules");

    public static readonly KeyTable Module = Table("blackbox_module", "prober", "timeout", "http", "tcp", "icmp", "dns", "grpc", "unix", "websocket");

    public static readonly KeyTable Http = Table("blackbox_http",
        [
            "valid_status_codes", "valid_http_versions", "preferred_ip_protocol", "ip_protocol_fallback", "skip_resolve_phase_with_proxy", "no_follow_redirects", "fail_if_ssl", "fail_if_not_ssl", "method",
            "headers", "fail_if_body_matches_regexp", "fail_if_body_not_matches_regexp", "fail_if_body_json_matches_cel", "fail_if_body_json_not_matches_cel", "fail_if_header_matches",
            "fail_if_header_not_matches", "body", "body_file", .. Client, "compression", "body_size_limit", "enable_http3",
        ]);

    public static readonly KeyTable HttpClient = Table("blackbox_http_config", Client);

    public static readonly KeyTable HeaderMatch = Table("blackbox_header_match", "header", "regexp", "allow_missing");

    public static readonly KeyTable Tcp = Table("blackbox_tcp", "preferred_ip_protocol", "ip_protocol_fallback", "source_ip_address", "query_response", "tls", "tls_config");

    public static readonly KeyTable Unix = Table("blackbox_unix", "query_response", "tls", "tls_config");

    public static readonly KeyTable QueryResponse = Table("blackbox_query_response", "expect", "expect_bytes", "labels", "send", "starttls");

    public static readonly KeyTable Label = Table("blackbox_label", "name", "value");

    public static readonly KeyTable Icmp = Table("blackbox_icmp", "preferred_ip_protocol", "ip_protocol_fallback", "source_ip_address", "payload_size", "dont_fragment", "ttl");

    public static readonly KeyTable Dns = Table("blackbox_dns",
        "preferred_ip_protocol", "ip_protocol_fallback", "dns_over_tls", "tls_config", "source_ip_address", "transport_protocol", "query_class", "query_name", "query_type", "recursion_desired", "valid_rcodes",
        "validate_answer_rrs", "validate_authority_rrs", "validate_additional_rrs");

    public static readonly KeyTable RecordRules = Table("blackbox_rr_validator", "fail_if_matches_regexp", "fail_if_all_match_regexp", "fail_if_not_matches_regexp", "fail_if_none_matches_regexp");

    public static readonly KeyTable Grpc = Table("blackbox_grpc", "service", "tls", "tls_config", "ip_protocol_fallback", "preferred_ip_protocol", "metadata");

    public static readonly KeyTable WebSocket = Table("blackbox_websocket", "http_config", "headers", "query_response", "preferred_ip_protocol", "ip_protocol_fallback");

    public static readonly KeyTable Tls = Table("blackbox_tls_config",
        "ca", "cert", "key", "ca_file", "cert_file", "key_file", "ca_ref", "cert_ref", "key_ref", "server_name", "insecure_skip_verify", "min_version", "max_version");

    public static readonly KeyTable BasicAuth = Table("blackbox_basic_auth", "username", "username_file", "username_ref", "password", "password_file", "password_ref");

    public static readonly KeyTable Authorization = Table("blackbox_authorization", "type", "credentials", "credentials_file", "credentials_ref");

    public static readonly KeyTable OAuth2 = Table("blackbox_oauth2",
        [
            "client_id", "client_secret", "client_secret_file", "client_secret_ref", "client_certificate_key_id", "client_certificate_key", "client_certificate_key_file", "client_certificate_key_ref",
            "grant_type", "signature_algorithm", "iss", "audience", "claims", "scopes", "token_url", "endpoint_params", "tls_config", .. Proxied,
        ]);

    public static readonly KeyTable ClientHeader = Table("blackbox_header", "values", "secrets", "files");

    private static KeyTable Table(string name, params string[] keys) => new(name, [.. keys.Select(k => new Key(k, Forms.Any, ""))]);
}
