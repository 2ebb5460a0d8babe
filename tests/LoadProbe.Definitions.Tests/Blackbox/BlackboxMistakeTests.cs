namespace LoadProbe.Definitions.Tests;

/// <summary>blackbox.yml: what is wrong is told with its place, the value and what would be right.</summary>
public class BlackboxMistakeTests
{
    [Theory]
    [InlineData("prober: ftp", "3:13: prober \"ftp\" is not known: it is one of http, tcp")]
    [InlineData("timeout: 5s", "3:5: module m has no prober: write one of http")]
    [InlineData("prober: http\n    timeout: 5", "4:14: timeout 5 is not a duration: write numbers with units, for instance 5s")]
    [InlineData("prober: http\n    timeout: -5s", "4:14: timeout -5s is not a duration")]
    [InlineData("prober: http\n    timeout: 5sec", "4:14: timeout 5sec is not a duration")]
    [InlineData("prober: dns", "3:13: a dns module asks for something: write dns: { query_name: example.com }")]
    [InlineData("prober: dns\n    dns: { query_type: A }", "4:10: query_name is missing: write for instance query_name: example.com")]
    [InlineData("prober: dns\n    dns: { query_name: a, query_type: AAAAA }", "4:39: query_type \"AAAAA\" is not known: did you mean \"AAAA\"? ")]
    [InlineData("prober: dns\n    dns: { query_name: a, query_class: INN }", "4:40: query_class \"INN\" is not known: did you mean \"IN\"? it is one of IN, CS, CH, HS, NONE, ANY")]
    [InlineData("prober: dns\n    dns: { query_name: a, valid_rcodes: [NXDOMIAN] }", "4:42: valid_rcodes \"NXDOMIAN\" is not known: did you mean \"NXDOMAIN\"? ")]
    [InlineData("prober: dns\n    dns: { query_name: a, transport_protocol: quic }", "4:47: transport_protocol \"quic\" is not known: it is one of udp, tcp")]
    [InlineData("prober: dns\n    dns: { query_name: a, dns_over_tls: true }", "4:41: DNS over TLS goes over TCP: write transport_protocol: tcp as well")]
    [InlineData("prober: dns\n    dns: { query_name: a, validate_answer_rrs: { fail_if_matches_regexp: ['['] } }", "4:75: fail_if_matches_regexp \"[\" is not a regular expression of Go's syntax: a [ has no ]")]
    [InlineData("prober: icmp\n    icmp: { ttl: 256 }", "4:18: ttl 256 is not a whole number from 0 to 255")]
    [InlineData("prober: icmp\n    icmp: { payload_size: -1 }", "4:27: payload_size -1 is not a whole number from 0 to 65507")]
    [InlineData("prober: tcp\n    tcp: { source_ip_address: here }", "4:31: source_ip_address \"here\" is no address: write for instance 192.0.2.1")]
    [InlineData("prober: tcp\n    tcp: { preferred_ip_protocol: ipv4 }", "4:35: preferred_ip_protocol \"ipv4\" is not known: did you mean \"ip4\"? it is one of ip4, ip6")]
    [InlineData("prober: tcp\n    tcp: { query_response: { send: a } }", "4:28: query_response is a mapping: write a list")]
    [InlineData("prober: tcp\n    tcp: { query_response: [{ expect: a, expect_bytes: b }] }", "4:56: expect_bytes and expect exclude each other: keep one")]
    [InlineData("prober: tcp\n    tcp: { query_response: [{ labels: [{ name: 1a }] }] }", "4:48: \"1a\" is not a label's name")]
    [InlineData("prober: grpc\n    grpc: { metadata: { a: b } }", "4:28: metadata: a is a single value: write a list of values")]
    public void Mistakes_of_the_other_probers_are_told(string keys, string mistake) => Assert.StartsWith($"blackbox.yml:{mistake}", Told(keys).Single(), StringComparison.Ordinal);

    [Theory]
    [InlineData("metod: GET", "4:13: unknown key \"metod\": did you mean \"method\"? Known here: valid_status_codes")]
    [InlineData("method: G T", "4:21: method \"G T\" is not a method")]
    [InlineData("valid_status_codes: 200", "4:33: valid_status_codes is a single value: write a list")]
    [InlineData("valid_status_codes: [2xx]", "4:34: a valid status code 2xx is not a whole number from 100 to 999")]
    [InlineData("fail_if_ssl: 1", "4:26: fail_if_ssl 1 is neither true nor false")]
    [InlineData("fail_if_ssl: 'true'", "4:26: fail_if_ssl true is neither true nor false: leave the quotes out")]
    [InlineData("body_size_limit: -5MB", "4:30: body_size_limit -5MB is below zero: write a number and a unit, for instance 512KB, 10MB or 1GB; 0 = no limit")]
    [InlineData("body_size_limit: 10", "4:30: body_size_limit 10 is not a size")]
    [InlineData("body_size_limit: 10M", "4:30: body_size_limit 10M is not a size")]
    [InlineData("body: a, body_file: b", "4:33: body_file and body exclude each other: keep one")]
    [InlineData("compression: gz", "4:26: compression \"gz\" is not known: it is one of gzip, br, deflate, identity")]
    [InlineData("compression: gzip, headers: { accept-encoding: br }", "4:60: accept-encoding \"br\" does not accept the compression gzip")]
    [InlineData("compression: gzip, headers: { Accept-Encoding: '*;q=0' }", "4:60: Accept-Encoding \"*;q=0\" does not accept the compression gzip")]
    [InlineData("headers: { 'a b': c }", "4:24: \"a b\" is not a header name")]
    [InlineData("headers: { a: \"b\\nc\" }", "4:27: header a has more than one line")]
    [InlineData("headers: [a]", "4:22: headers is a list: write a mapping of names to values")]
    [InlineData("fail_if_body_matches_regexp: ['(?=a)']", "4:43: fail_if_body_matches_regexp \"(?=a)\" is not a regular expression of Go's syntax: (?= is not in Go's syntax")]
    [InlineData("fail_if_body_matches_regexp: ['((((a{0,200}){0,200}){0,200}){0,200})']", "4:43: fail_if_body_matches_regexp \"((((a{0,200}){0,200}){0,200}){0,200})\" is not a regular expression of Go's syntax: it repeats too much")]
    [InlineData("fail_if_body_matches_regexp: [~]", "4:43: an item of fail_if_body_matches_regexp has no value")]
    [InlineData("fail_if_header_matches: [{ header: a }]", "4:38: regexp is missing: write for instance { header: Content-Type, regexp: ^text/ }")]
    [InlineData("fail_if_header_not_matches: [{ regexp: a }]", "4:42: header is missing")]
    [InlineData("fail_if_body_json_matches_cel: body.ok", "4:44: fail_if_body_json_matches_cel is not supported: expressions of CEL are not evaluated here")]
    [InlineData("fail_if_body_json_not_matches_cel: body.ok", "4:48: fail_if_body_json_not_matches_cel is not supported")]
    [InlineData("valid_http_versions: [HTTP/3.0]", "4:35: HTTP/3.0 is not spoken here: leave it out")]
    [InlineData("enable_http3: true, enable_http2: false", "4:27: enable_http3 is not supported: HTTP/3 needs a library that is not here")]
    [InlineData("bearer_token: a, basic_auth: { username: b }", "4:27: bearer_token and basic_auth exclude each other: keep one")]
    [InlineData("bearer_token: a, bearer_token_file: b", "4:49: bearer_token_file and bearer_token exclude each other: keep one")]
    [InlineData("basic_auth: { username: a, password: b, password_file: c }", "4:68: password_file and password exclude each other: keep one")]
    [InlineData("basic_auth: { username: a, password_ref: c }", "4:54: password_ref is not supported: there is no store")]
    [InlineData("authorization: { type: Basic, credentials: a }", "4:36: the type basic has a key of its own: write basic_auth")]
    [InlineData("authorization: { credentials: a, credentials_file: b }", "4:64: credentials_file and credentials exclude each other")]
    [InlineData("oauth2: { client_id: a }", "4:21: oauth2 has no token_url: write for instance token_url: https://")]
    [InlineData("oauth2: { client_id: a, token_url: 'https://b', client_secret: c, client_secret_file: d }", "4:99: client_secret_file and client_secret exclude each other")]
    [InlineData("oauth2: { client_id: a, token_url: 'https://b', grant_type: password }", "4:73: grant_type \"password\" is not known")]
    [InlineData("oauth2: { client_id: a, token_url: 'https://b', claims: { c: [d] } }", "4:74: the claim c is a list: only single values are supported")]
    [InlineData("tls_config: { cert_file: a }", "4:38: cert_file is of no use alone: write key_file as well")]
    [InlineData("tls_config: { key: a }", "4:32: key is of no use alone: write cert_file as well")]
    [InlineData("tls_config: { ca: a, ca_file: b }", "4:43: ca_file and ca exclude each other")]
    [InlineData("tls_config: { min_version: TLS1.2 }", "4:40: min_version \"TLS1.2\" is not known: did you mean \"TLS12\"? ")]
    [InlineData("tls_config: { min_version: TLS13, max_version: TLS12 }", "4:60: max_version TLS12 is older than min_version TLS13")]
    [InlineData("tls_config: { ca_ref: a }", "4:35: ca_ref is not supported")]
    [InlineData("proxy_url: proxy", "4:24: proxy_url is not a URL: write for instance http://proxy.example.com:3128")]
    [InlineData("proxy_url: 'ftp://proxy:1'", "4:24: proxy_url has the scheme ftp")]
    [InlineData("no_proxy: a", "4:23: no_proxy says what does not go through a proxy, and there is none")]
    [InlineData("proxy_from_environment: true, proxy_url: 'http://a:1'", "4:37: proxy_from_environment and proxy_url exclude each other")]
    [InlineData("proxy_from_environment: true, no_proxy: a", "4:53: no_proxy and proxy_from_environment exclude each other")]
    [InlineData("proxy_connect_header: { a: [b] }", "4:35: proxy_connect_header is for a proxy, and there is none")]
    [InlineData("http_headers: { Host: { values: [a] } }", "4:29: header Host cannot be set here")]
    [InlineData("http_headers: { X-A: a }", "4:34: header X-A is a single value: write a mapping with values, secrets, files")]
    [InlineData("http_headers: { X-A: { values: [\"a\\nb\"] } }", "4:45: header X-A has more than one line")]
    public void Mistakes_of_http_are_told(string options, string mistake) => Assert.StartsWith($"blackbox.yml:{mistake}", Told($"prober: http\n    http: {{ {options} }}").Single(), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "1:1: the file is empty")]
    [InlineData("modules: {}", "1:1: no modules here: write for instance modules: { http_2xx: { prober: http } }")]
    [InlineData("modules: [a]", "1:10: modules is a list")]
    [InlineData("module: {}\nmodules: { m: { prober: tcp } }", "1:1: unknown key \"module\": did you mean \"modules\"? ")]
    [InlineData("modules:\n  m:\n", "2:3: module m has no prober")]
    [InlineData("modules: { m: { prober: tcp }, m: { prober: http } }", "1:32: key \"m\" stands twice")]
    [InlineData("modules: { m: { prober: *p } }", "1:25: alias *p has no anchor before it: write &p at the value that it stands for")]
    [InlineData("modules: { m: { prober: tcp, <<: tcp } }", "1:34: << brings in what is no mapping")]
    [InlineData("modules: &m { m: { prober: tcp, tcp: *m } }", "1:38: alias *m has no anchor before it")]
    [InlineData("modules: { m: { prober: !!str tcp } }", "1:25: tag tag:yaml.org,2002:str: tags are not read")]
    public void Mistakes_of_the_file_are_told(string content, string mistake) => Assert.StartsWith($"blackbox.yml:{mistake}", Blackbox.Load(content).Mistakes.Select(Files.Short).Single(), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_told_at_once_and_one_behind_an_anchor_once()
    {
        Loaded<BlackboxModules> loaded = Blackbox.Load("modules:\n  a: &a { prober: http, timeout: x, http: { ttl: 1 } }\n  b: *a\n  c: { <<: *a, prober: htp }\n");
        Assert.Null(loaded.Value);
        Assert.Equal(["2:34", "2:45", "4:24"], loaded.Mistakes.Select(m => $"{m.At.Line}:{m.At.Column}"));
    }

    [Fact]
    public void A_few_lines_that_stand_for_billions_are_refused()
    {
        string lines = string.Concat(Enumerable.Range(1, 9).Select(i => $"  x{i}: &x{i} [{string.Join(", ", Enumerable.Repeat($"*x{i - 1}", 9))}]\n"));
        Assert.Contains("more than 20000 values", Blackbox.Load($"modules:\n  x0: &x0 [a]\n{lines}").Mistakes.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_mutations_of_the_examples_are_read_or_refused()
    {
        using var scratch = new Scratch();
        string[] originals = [.. new[] { "options-0.23.yml", "options-after-0.28.yml" }.Select(e => File.ReadAllText(Blackbox.Example(e)))];
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 1_000; i++)
        {
            Loaded<BlackboxModules> loaded = DefinitionFiles.LoadBlackbox(scratch.With("blackbox.yml", MutationTests.Mutate(originals[i % 2], random))["blackbox.yml"]);
            Assert.Equal(loaded.Value is null, loaded.Mistakes.Count > 0);
            Assert.All(loaded.Mistakes, m => Assert.True(m.At.Line >= 1 && m.At.Column >= 1 && m.Message.Length > 0 && !m.Message.Contains('\n'), $"mutation {i}: {m}"));
            if (loaded.Value is { } modules) Assert.StartsWith("modules:", BlackboxConfigText.Of(modules), StringComparison.Ordinal);
            else refused++;
        }

        Assert.InRange(refused, 250, 999);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_mistake() => Assert.Equal("blackbox.yml:1:1: there is no such file", Files.Short(DefinitionFiles.LoadBlackbox("/no/such/blackbox.yml").Mistakes.Single()));

    private static IEnumerable<string> Told(string keys) => Blackbox.Load($"modules:\n  m:\n    {keys}\n").Mistakes.Select(Files.Short);
}
