using System.Text.RegularExpressions;

namespace LoadProbe.Definitions.Tests;

/// <summary>blackbox.yml: each option is read, and what is not said is what the exporter takes it for.</summary>
public class BlackboxOptionTests
{
    private static readonly BlackboxModules Old = Blackbox.Good("options-0.23.yml"), New = Blackbox.Good("options-after-0.28.yml");

    [Fact]
    public void Options_of_http_are_read()
    {
        BlackboxModule module = Old.Find("shop")!;
        BlackboxHttpProbe http = module.Http;
        Assert.Equal((BlackboxProber.Http, TimeSpan.FromSeconds(90)), (module.Prober, module.Timeout));
        Assert.Equal([200, 304], http.ValidStatusCodes);
        Assert.Equal(["HTTP/1.1", "HTTP/2.0"], http.ValidHttpVersions);
        Assert.Equal(new BlackboxIp(Prefers4: true, Fallback: false), http.Ip);
        Assert.Equal((true, false, true, "PUT"), (http.SkipResolvePhaseWithProxy, http.FailIfSsl, http.FailIfNotSsl, http.Method));
        Assert.Equal([("Host", "shop.example.com"), ("X-Token", "t0ken-one"), ("Accept-Encoding", "br;q=1.0, gzip;q=0.5")], http.Headers.Select(h => (h.Name, Blackbox.Read(h.Value))));
        Assert.Equal(["(?i)out of order"], http.FailIfBodyMatches.Select(p => p.Text));
        Assert.Equal(["^<html", @"(?P<year>20\d\d)$"], http.FailIfBodyNotMatches.Select(p => p.Text));
        Assert.Equal([("Set-Cookie", ".*", true)], http.FailIfHeaderMatches.Select(m => (m.Header, m.Pattern.Text, m.AllowMissing)));
        Assert.Equal([("Content-Type", "^text/", false)], http.FailIfHeaderNotMatches.Select(m => (m.Header, m.Pattern.Text, m.AllowMissing)));
        Assert.Equal(("{}", "gzip", 10L << 20), (http.Body, http.Compression, http.BodySizeLimit));
        Assert.Equal("order.json", New.Find("shop")!.Http.BodyFile);
    }

    [Fact]
    public void Options_of_the_http_client_are_read()
    {
        BlackboxHttpClient client = Old.Find("shop")!.Http.Client;
        Assert.Equal(("prober", "pa55word-two"), (client.BasicAuth!.User, Blackbox.Read(client.BasicAuth.Password)));
        Assert.Equal((false, false), (client.FollowRedirects, client.EnableHttp2));
        Assert.Equal(("http://proxy.example.com:3128/", "walker", "pa55word-three"), (client.Proxy.Address!.AbsoluteUri, client.Proxy.User, Blackbox.Read(client.Proxy.Password)));
        Assert.Equal(("ca.pem", "client.pem", "client.key", "shop.example.com", true, BlackboxTlsVersion.Tls12), (client.Tls.AuthorityFile, client.Tls.CertificateFile, client.Tls.Key!.File, client.Tls.ServerName, client.Tls.InsecureSkipVerify, client.Tls.MinVersion));

        BlackboxHttpClient later = New.Find("shop")!.Http.Client;
        Assert.Equal(("ca", "cert", "k3y-five", BlackboxTlsVersion.Tls13), (later.Tls.Authority, later.Tls.Certificate, Blackbox.Read(later.Tls.Key), later.Tls.MaxVersion));
        Assert.True(later.Proxy.FromEnvironment);
        Assert.Equal([("X-Way", "pa55word-one pa55word-two")], later.Proxy.ConnectHeaders.Select(h => (h.Key, string.Join(' ', h.Value.Select(Blackbox.Read)))));
        Assert.Equal([("X-A", "t0ken-three t0ken-ten", "t0ken-four", "value.txt")], later.Headers.Select(h => (h.Name, string.Join(' ', h.Values.Select(Blackbox.Read)), Blackbox.Read(h.Secrets.Single()), h.Files.Single().File)));
    }

    [Fact]
    public void Each_way_to_say_who_we_are_is_read()
    {
        BlackboxAuthorization Of(BlackboxModules file, string module) => file.Find(module)!.Http.Client.Authorization!;
        Assert.Equal(("Bearer", "t0ken-four"), (Of(Old, "shop_by_bearer").Type, Blackbox.Read(Of(Old, "shop_by_bearer").Credentials)));
        Assert.Equal(("Bearer", "token.txt"), (Of(Old, "shop_by_bearer_file").Type, Of(Old, "shop_by_bearer_file").Credentials!.File));
        Assert.Equal(("Token", "t0ken-five"), (Of(Old, "shop_by_authorization").Type, Blackbox.Read(Of(Old, "shop_by_authorization").Credentials)));
        Assert.Equal(("Bearer", "token.txt"), (Of(New, "shop_by_token_file").Type, Of(New, "shop_by_token_file").Credentials!.File));
        Assert.Equal("password.txt", Old.Find("shop_by_password_file")!.Http.Client.BasicAuth!.Password!.File);
        Assert.Equal("user.txt", New.Find("shop_by_files")!.Http.Client.BasicAuth!.UserFile);
    }

    [Fact]
    public void Options_of_oauth2_are_read()
    {
        BlackboxOAuth2 plain = Old.Find("shop_by_oauth2")!.Http.Client.OAuth2!, jwt = New.Find("shop")!.Http.Client.OAuth2!, files = New.Find("shop_by_secret_file")!.Http.Client.OAuth2!;
        Assert.Equal(("prober", "s3cret-six", "https://login.example.com/token", BlackboxOAuth2.ClientCredentials, true), (plain.ClientId, Blackbox.Read(plain.ClientSecret), plain.TokenUrl, plain.GrantType, plain.Tls.InsecureSkipVerify));
        Assert.Equal(["read", "list"], plain.Scopes);
        Assert.Equal([("audience", "s3cret-seven")], plain.EndpointParams.Select(p => (p.Key, Blackbox.Read(p.Value))));
        Assert.Equal((BlackboxOAuth2.JwtBearer, "first", "k3y-six", "RS512", "prober", "login"), (jwt.GrantType, jwt.CertificateKeyId, Blackbox.Read(jwt.CertificateKey), jwt.SignatureAlgorithm, jwt.Issuer, jwt.Audience));
        Assert.Equal([("level", "5"), ("name", "\"five\""), ("on", "true")], jwt.Claims.Select(c => (c.Key, c.Value)));
        Assert.Equal(("proxy.example.com", "example.org"), (jwt.Proxy.Address!.Host, jwt.Proxy.Except));
        Assert.Equal(("secret.txt", "key.pem"), (files.ClientSecret!.File, files.CertificateKey!.File));
    }

    [Fact]
    public void Options_of_tcp_unix_and_websocket_are_read()
    {
        BlackboxTcpProbe tcp = Old.Find("mail")!.Tcp;
        Assert.Equal((new BlackboxIp(true, false), "192.0.2.7", true, "mail.example.com"), (tcp.Ip, tcp.SourceAddress, tcp.UsesTls, tcp.Tls.ServerName));
        Assert.Equal([("^220 ([^ ]+) ESMTP", "EHLO ${1}\r", false), (null, null, true)], tcp.QueryResponse.Select(q => (q.Expect?.Text, q.Send, q.StartTls)));

        BlackboxUnixProbe unix = New.Find("socket")!.Unix;
        Assert.Equal((BlackboxProber.Unix, true, true), (New.Find("socket")!.Prober, unix.UsesTls, unix.Tls.InsecureSkipVerify));
        Assert.Equal([("version", "${1}")], unix.QueryResponse[0].Labels.Select(l => (l.Key, l.Value)));
        Assert.Equal(("\u0005", "quit"), (unix.QueryResponse[1].ExpectBytes, unix.QueryResponse[1].Send));

        BlackboxWebSocketProbe socket = New.Find("feed")!.WebSocket;
        Assert.Equal((BlackboxProber.WebSocket, new BlackboxIp(true, false), "hello", true), (New.Find("feed")!.Prober, socket.Ip, socket.QueryResponse[0].Send, socket.Client.FollowRedirects));
        Assert.Equal(("t0ken-seven", "t0ken-eight"), (Blackbox.Read(socket.Client.Authorization!.Credentials), Blackbox.Read(socket.Headers[0].Values[0])));
    }

    [Fact]
    public void Options_of_dns_icmp_and_grpc_are_read()
    {
        BlackboxDnsProbe dns = Old.Find("names")!.Dns;
        Assert.Equal((new BlackboxIp(true, false), true, true, "192.0.2.7", true), (dns.Ip, dns.OverTls, dns.Tls.InsecureSkipVerify, dns.SourceAddress, dns.OverTcp));
        Assert.Equal(("CH", "version.bind", "TXT", false), (dns.QueryClass, dns.QueryName, dns.QueryType, dns.RecursionDesired));
        Assert.Equal(["NOERROR", "NXDOMAIN"], dns.ValidReturnCodes);
        var rules = new[] { dns.Answer.FailIfMatches, dns.Answer.FailIfAllMatch, dns.Answer.FailIfNotMatches, dns.Answer.FailIfNoneMatches, dns.Authority.FailIfMatches, dns.Additional.FailIfNoneMatches };
        Assert.Equal("abcdef", string.Concat(rules.Select(r => r.Single().Text)));

        Assert.Equal(new BlackboxIcmpProbe { Ip = new BlackboxIp(true, false), SourceAddress = "192.0.2.7", PayloadSize = 1400, DontFragment = true, Ttl = 5 }, Old.Find("ping")!.Icmp);
        BlackboxGrpcProbe grpc = Old.Find("health")!.Grpc;
        Assert.Equal(("orders", true, true, new BlackboxIp(true, false)), (grpc.Service, grpc.UsesTls, grpc.Tls.InsecureSkipVerify, grpc.Ip));
        Assert.Equal([("x-token", "t0ken-nine")], New.Find("health")!.Grpc.Metadata.Select(m => (m.Key, Blackbox.Read(m.Value.Single()))));
    }

    [Fact]
    public void What_is_not_said_is_what_the_exporter_takes_it_for()
    {
        BlackboxModule module = Blackbox.Module("prober: http");
        Assert.Null(module.Timeout);
        Assert.Equal(("GET", true, true, 0L), (module.Http.Method, module.Http.Client.FollowRedirects, module.Http.Client.EnableHttp2, module.Http.BodySizeLimit));
        Assert.Equal([false, true, true, false], new[] { 199, 200, 299, 300 }.Select(module.Http.IsValidStatus));
        Assert.All([module.Http.Ip, module.Tcp.Ip, module.Dns.Ip, module.Icmp.Ip, module.WebSocket.Ip], ip => Assert.Equal(new BlackboxIp(Prefers4: false, Fallback: true), ip));
        Assert.Equal(("IN", "ANY", true, false, 64), (module.Dns.QueryClass, module.Dns.QueryType, module.Dns.RecursionDesired, module.Dns.OverTcp, module.Icmp.Ttl));
        Assert.Equal(["NOERROR"], module.Dns.ValidReturnCodes);
        Assert.Equal((false, false), (module.WebSocket.Client.FollowRedirects, module.Grpc.Ip.Fallback));
        Assert.True(Blackbox.Module("prober: grpc\n    grpc: { tls: true }").Grpc.Ip.Fallback);
    }

    [Fact]
    public void A_key_without_a_value_or_with_an_empty_one_is_as_none()
    {
        BlackboxHttpProbe http = Blackbox.Module("prober: http\n    timeout:\n    http: { method: '', body: ~, headers: , proxy_url: '', tls_config: }").Http;
        Assert.Equal(("GET", null, null, new BlackboxTls()), (http.Method, http.Body, http.Client.Proxy.Address, http.Client.Tls));
    }

    [Fact]
    public void The_older_word_for_redirects_is_read() => Assert.False(Old.Find("shop_by_bearer")!.Http.Client.FollowRedirects);

    [Fact]
    public void Anchors_aliases_and_merge_keys_are_read()
    {
        BlackboxHttpProbe http = Old.Find("shop_posting")!.Http;
        Assert.Equal(("POST", "gzip", 3), (http.Method, http.Compression, http.Headers.Count));

        BlackboxModules modules = Files.Good(Blackbox.Load("modules:\n  a: &a { prober: tcp, timeout: &t 1s }\n  b: &b { prober: icmp, icmp: { ttl: 3 } }\n  c: { timeout: 2s, <<: [*a, *b] }\n  d: { <<: *b, timeout: *t }\n"));
        Assert.Equal([("c", BlackboxProber.Tcp, 2, 3), ("d", BlackboxProber.Icmp, 1, 3)], modules.Modules.Skip(2).Select(m => (m.Name, m.Prober, (int)m.Timeout!.Value.TotalSeconds, m.Icmp.Ttl)));
    }

    [Theory]
    [InlineData("5s", 5_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("250ms", 250)]
    [InlineData("1d", 86_400_000)]
    public void Durations_are_read_as_Prometheus_writes_them(string text, int milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Blackbox.Module($"prober: tcp\n    timeout: {text}").Timeout);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1500B", 1_500)]
    [InlineData("10KB", 10_240)]
    [InlineData("10KiB", 10_240)]
    [InlineData("1.5MB", 1_572_864)]
    [InlineData("1GiB5B", 1_073_741_829)]
    public void Sizes_are_read_in_the_units_of_the_exporter(string text, long bytes) => Assert.Equal(bytes, Blackbox.Module($"prober: http\n    http: {{ body_size_limit: {text} }}").Http.BodySizeLimit);

    [Fact]
    public void The_value_of_a_header_may_stand_in_a_file_that_is_read_at_each_probe()
    {
        using var scratch = new Scratch();
        string path = scratch.With("token.txt", "t0ken\n")["token.txt"];
        BlackboxClientHeader header = Files.Good(DefinitionFiles.LoadBlackbox(scratch.With("blackbox.yml", $"modules: {{ m: {{ prober: http, http: {{ http_headers: {{ X-Token: {{ files: [{path}] }} }} }} }} }}")["blackbox.yml"])).Modules[0].Http.Client.Headers.Single();
        Assert.Equal(("X-Token", path, "t0ken"), (header.Name, header.Files[0].File, Blackbox.Read(header.Files[0])));
        scratch.With("token.txt", "other");
        Assert.Equal("other", Blackbox.Read(header.Files[0]));
        File.Delete(path);
        Assert.Null(Blackbox.Read(header.Files[0]));
    }

    [Fact]
    public void Each_key_that_is_not_refused_stands_in_one_of_the_examples()
    {
        string examples = File.ReadAllText(Blackbox.Example("options-0.23.yml")) + File.ReadAllText(Blackbox.Example("options-after-0.28.yml"));
        var tables = typeof(BlackboxKeys).GetFields().Select(f => (KeyTable)f.GetValue(null)!);
        string[] refused = ["fail_if_body_json_matches_cel", "fail_if_body_json_not_matches_cel", "username_ref", "password_ref", "credentials_ref", "client_secret_ref", "client_certificate_key_ref", "ca_ref", "cert_ref", "key_ref"];
        Assert.Empty(tables.SelectMany(t => t.Names).Except(refused).Where(k => !Regex.IsMatch(examples, $@"(?<!\w){k}:")).Distinct());
    }

    [Fact]
    public void The_configuration_that_Debian_installs_is_read()
    {
        const string installed = "/etc/prometheus/blackbox.yml";
        Assert.SkipUnless(File.Exists(installed), $"prometheus-blackbox-exporter is not installed here: no {installed}");
        Assert.NotNull(Files.Good(DefinitionFiles.LoadBlackbox(installed)).Find("http_2xx"));
    }
}
