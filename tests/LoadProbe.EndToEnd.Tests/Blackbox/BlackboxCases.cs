namespace LoadProbe.EndToEnd.Tests;

/// <summary>What is asked of both.</summary>
/// <param name="Name">Of the case.</param>
/// <param name="Module">Of <see cref="Config"/>.</param>
/// <param name="Target">Of <see cref="SideTargets"/>.</param>
/// <param name="Succeeds">What both are to make of it.</param>
internal sealed record BlackboxCase(string Name, string Module, string Target, bool Succeeds = true)
{
    public static IReadOnlyList<BlackboxCase> All(SideTargets t) =>
    [
        new("200", "http", $"http://{t.Plain}/ok"),
        new("200 without a scheme", "http", $"{t.Plain}/ok"),
        new("301 chain", "http", $"http://{t.Plain}/chain"),
        new("301 not followed", "http_stay", $"http://{t.Plain}/chain"),
        new("301 loop", "http", $"http://{t.Plain}/loop", Succeeds: false),
        new("404", "http", $"http://{t.Plain}/none", Succeeds: false),
        new("404 as wanted", "http_404", $"http://{t.Plain}/none"),
        new("chunks", "http", $"http://{t.Plain}/chunks"),
        new("HTTP/1.0", "http", $"http://{t.Plain}/old"),
        new("HTTP/1.0, not wanted", "http_new", $"http://{t.Plain}/old", Succeeds: false),
        new("slow header", "http", $"http://{t.Plain}/slow-head"),
        new("slow body", "http", $"http://{t.Plain}/slow-body"),
        new("slow header, too slow", "http_hasty", $"http://{t.Plain}/slow-head", Succeeds: false),
        new("slow body, too slow", "http_hasty", $"http://{t.Plain}/slow-body", Succeeds: false),
        new("truncated body", "http", $"http://{t.Plain}/cut", Succeeds: false),
        new("truncated chunk", "http", $"http://{t.Plain}/cut-chunk", Succeeds: false),
        new("wrong length", "http", $"http://{t.Plain}/long"),
        new("gzip bomb", "http_gzip", $"http://{t.Plain}/bomb"),
        new("gzip bomb with a limit", "http_limit", $"http://{t.Plain}/bomb", Succeeds: false),
        new("no answer", "http", $"http://{t.Plain}/silence", Succeeds: false),
        new("refused", "http", $"http://{t.Refused}/", Succeeds: false),
        new("black-holed", "http_hasty", $"http://{t.BlackHole}/", Succeeds: false),
        new("name that is none", "http", "http://nosuch.invalid/", Succeeds: false),
        new("body matches", "http_body", $"http://{t.Plain}/ok"),
        new("body must not match", "http_body_bad", $"http://{t.Plain}/ok", Succeeds: false),
        new("header must not match", "http_header_bad", $"http://{t.Plain}/ok", Succeeds: false),
        new("header lacks", "http_header_lacks", $"http://{t.Plain}/chunks", Succeeds: false),
        new("TLS", "https", $"https://{t.Good}/ok"),
        new("TLS, not wanted", "http_no_tls", $"https://{t.Good}/ok", Succeeds: false),
        new("TLS expired", "https", $"https://{t.Expired}/ok", Succeeds: false),
        new("TLS expired, any will do", "https_any", $"https://{t.Expired}/ok"),
        new("TLS self-signed", "https", $"https://{t.SelfSigned}/ok", Succeeds: false),
        new("TLS wrong host", "https", $"https://{t.WrongHost}/ok", Succeeds: false),
        new("TLS old protocol", "https", $"https://{t.Old}/ok", Succeeds: false),
        new("mTLS", "https_mutual", $"https://{t.Mutual}/ok"),
        new("mTLS without a certificate", "https", $"https://{t.Mutual}/ok", Succeeds: false),
        new("HTTP/2", "https", $"https://{t.Two}/ok"),
        new("tcp", "tcp", t.Greeting),
        new("tcp refused", "tcp", t.Refused, Succeeds: false),
        new("tcp black-holed", "tcp_hasty", t.BlackHole, Succeeds: false),
        new("tcp dialogue", "tcp_talk", t.Greeting),
        new("tcp dialogue, no match", "tcp_miss", t.Greeting, Succeeds: false),
        new("STARTTLS", "tcp_mail", t.Mail),
        new("tcp over TLS", "tcp_tls", t.Good),
        new("tcp over TLS expired", "tcp_tls", t.Expired, Succeeds: false),
        .. new[] { "one", "many", "parts", "zone", "text" }.Select(n => new BlackboxCase($"dns {n}", $"dns_{n}", t.Names.Address)),
        .. new[] { "nx", "broken", "cut", "long", "silent" }.Select(n => new BlackboxCase($"dns {n}", $"dns_{n}", t.Names.Address, Succeeds: false)),
        new("dns records match", "dns_rules", t.Names.Address),
        new("dns records must not match", "dns_rules_bad", t.Names.Address, Succeeds: false),
        new("dns all match", "dns_all", t.Names.Address),
        new("dns none matches", "dns_none", t.Names.Address, Succeeds: false),
        new("dns NXDOMAIN as wanted", "dns_nx_wanted", t.Names.Address),
        new("dns refused", "dns_one", t.Refused, Succeeds: false),
        new("dns over tcp refused", "dns_tcp", t.Refused, Succeeds: false),
        new("icmp", "icmp", "127.0.0.1"),
        new("icmp IPv6", "icmp", "::1"),
        new("IPv6-only name", "http", $"http://{t.Six}/ok"),
        new("IPv6-only name, IPv4 preferred", "http_four", $"http://{t.Six}/ok"),
        new("IPv6-only name, only IPv4 will do", "http_only4", $"http://{t.Six}/ok", Succeeds: false),
        new("IPv6-only name by tcp", "tcp", t.Six),
        new("IPv6-only name by icmp", "icmp", SideTargets.OnlySix),
        new("icmp large", "icmp_large", "127.0.0.1"),
        new("icmp unreachable", "icmp", "240.0.0.1", Succeeds: false),
        new("icmp name that is none", "icmp", "nosuch.invalid", Succeeds: false),
        new("IPv4 where only IPv6 will do", "icmp_only6", "127.0.0.1", Succeeds: false),
        new("grpc", "grpc", t.Grpc),
        new("grpc not serving", "grpc_down", t.Grpc, Succeeds: false),
        new("grpc unknown service", "grpc_unknown", t.Grpc, Succeeds: false),
        new("grpc over TLS", "grpc_tls", t.Two),
        new("grpc over TLS, unknown service", "grpc_tls_unknown", t.Two, Succeeds: false),
        new("grpc over TLS expired", "grpc_tls", t.Expired, Succeeds: false),
        new("grpc where HTTP/1.1 is spoken", "grpc", t.Plain, Succeeds: false),
        new("grpc black-holed", "grpc_hasty", t.BlackHole, Succeeds: false),
        new("grpc refused", "grpc", t.Refused, Succeeds: false),
        new("grpc name that is none", "grpc", "nosuch.invalid:1", Succeeds: false),
    ];

    /// <summary>The blackbox.yml of both.</summary>
    public static string Config(BlackboxCertificates c) => $$"""
        modules:
          http: { prober: http, timeout: 5s }
          http_stay: { prober: http, timeout: 5s, http: { follow_redirects: false, valid_status_codes: [301] } }
          http_four: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4 } }
          http_only4: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4, ip_protocol_fallback: false } }
          http_404: { prober: http, timeout: 5s, http: { valid_status_codes: [404] } }
          http_new: { prober: http, timeout: 5s, http: { valid_http_versions: ["HTTP/1.1", "HTTP/2.0"] } }
          http_hasty: { prober: http, timeout: 700ms }
          http_gzip: { prober: http, timeout: 5s, http: { compression: gzip } }
          http_limit: { prober: http, timeout: 5s, http: { compression: gzip, body_size_limit: 1KB } }
          http_body: { prober: http, timeout: 5s, http: { fail_if_body_not_matches_regexp: ["^hello .orld$"] } }
          http_body_bad: { prober: http, timeout: 5s, http: { fail_if_body_matches_regexp: ["wor"] } }
          http_header_bad: { prober: http, timeout: 5s, http: { fail_if_header_matches: [ { header: X-Shop, regexp: open } ] } }
          http_header_lacks: { prober: http, timeout: 5s, http: { fail_if_header_not_matches: [ { header: X-Shop, regexp: open } ] } }
          http_no_tls: { prober: http, timeout: 5s, http: { fail_if_ssl: true, tls_config: { ca_file: {{c.AuthorityFile}} } } }
          https: { prober: http, timeout: 5s, http: { tls_config: { ca_file: {{c.AuthorityFile}} } } }
          https_any: { prober: http, timeout: 5s, http: { tls_config: { insecure_skip_verify: true } } }
          https_mutual: { prober: http, timeout: 5s, http: { tls_config: { ca_file: {{c.AuthorityFile}}, cert_file: {{c.ClientFile}}, key_file: {{c.ClientKeyFile}} } } }
          tcp: { prober: tcp, timeout: 5s }
          tcp_hasty: { prober: tcp, timeout: 700ms }
          tcp_talk: { prober: tcp, timeout: 5s, tcp: { query_response: [ { expect: "^SSH-2.0-(\\S+)", send: "hello ${1}" }, { expect: "^you said hello Shop_9" } ] } }
          tcp_miss: { prober: tcp, timeout: 5s, tcp: { query_response: [ { expect: "^SSH-2.0-", send: "hello" }, { expect: "^nothing" } ] } }
          tcp_mail: { prober: tcp, timeout: 5s, tcp: { tls_config: { ca_file: {{c.AuthorityFile}} }, query_response: [ { expect: "^220 ", send: "EHLO probe" }, { expect: "^250 STARTTLS", send: STARTTLS }, { expect: "^220" }, { starttls: true }, { send: QUIT }, { expect: "^221" } ] } }
          tcp_tls: { prober: tcp, timeout: 5s, tcp: { tls: true, tls_config: { ca_file: {{c.AuthorityFile}} } } }
        {{string.Join('\n', new[] { "one", "many", "parts", "nx", "broken", "cut", "long", "silent" }.Select(n => $"  dns_{n}: {{ prober: dns, timeout: 700ms, dns: {{ query_name: {n}.test, query_type: A }} }}"))}}
          dns_zone: { prober: dns, timeout: 1s, dns: { query_name: zone.test, query_type: SOA } }
          dns_text: { prober: dns, timeout: 1s, dns: { query_name: text.test, query_type: TXT, validate_answer_rrs: { fail_if_not_matches_regexp: ["^text\\.test\\.\t60\tIN\tTXT\t\"v=\\\\\"1\\\\\"\"$"] } } }
          dns_rules: { prober: dns, timeout: 1s, dns: { query_name: parts.test, query_type: A, validate_answer_rrs: { fail_if_not_matches_regexp: ["^parts\\.test\\.\t60\tIN\tA\t192\\.0\\.2\\.1$"] }, validate_authority_rrs: { fail_if_not_matches_regexp: ["\tNS\t(ns|b)\\.parts\\.test\\.$", "NS"] }, validate_additional_rrs: { fail_if_matches_regexp: ["192\\.0\\.2\\.1$"] } } }
          dns_rules_bad: { prober: dns, timeout: 1s, dns: { query_name: many.test, query_type: A, validate_answer_rrs: { fail_if_matches_regexp: ["192\\.0\\.2\\.12$"] } } }
          dns_all: { prober: dns, timeout: 1s, dns: { query_name: many.test, query_type: A, validate_answer_rrs: { fail_if_all_match_regexp: ["192\\.0\\.2\\."] } } }
          dns_none: { prober: dns, timeout: 1s, dns: { query_name: many.test, query_type: A, validate_answer_rrs: { fail_if_none_matches_regexp: ["192\\.0\\.3\\."] } } }
          dns_nx_wanted: { prober: dns, timeout: 1s, dns: { query_name: nx.test, query_type: A, valid_rcodes: [NXDOMAIN] } }
          dns_tcp: { prober: dns, timeout: 1s, dns: { query_name: one.test, query_type: A, transport_protocol: tcp } }
          icmp: { prober: icmp, timeout: 1s }
          icmp_large: { prober: icmp, timeout: 1s, icmp: { payload_size: 4001, dont_fragment: true, preferred_ip_protocol: ip4 } }
          icmp_only6: { prober: icmp, timeout: 1s, icmp: { preferred_ip_protocol: ip6, ip_protocol_fallback: false } }
          grpc: { prober: grpc, timeout: 5s, grpc: { preferred_ip_protocol: ip4 } }
          grpc_down: { prober: grpc, timeout: 5s, grpc: { service: down } }
          grpc_unknown: { prober: grpc, timeout: 5s, grpc: { service: unknown } }
          grpc_hasty: { prober: grpc, timeout: 700ms, grpc: { preferred_ip_protocol: ip4 } }
          grpc_tls_unknown: { prober: grpc, timeout: 5s, grpc: { service: unknown, tls: true, tls_config: { ca_file: {{c.AuthorityFile}} } } }
          grpc_tls: { prober: grpc, timeout: 5s, grpc: { tls: true, tls_config: { ca_file: {{c.AuthorityFile}} } } }
        """;
}
