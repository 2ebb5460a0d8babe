using System.Buffers.Text;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>What Prometheus' programs have in common about HTTP, in a module: who we are, and by which way.</summary>
public sealed class BlackboxHttpClientTests
{
    [Fact]
    public async Task A_proxy_is_asked_for_the_address_that_was_looked_up()
    {
        string host = "";
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            host = context.Request.Host.Value!;
            return Task.CompletedTask;
        });
        await using var proxy = new ProxyServer("me:pass");
        var module = BlackboxAsked.Http(new() { Client = new() { Proxy = new() { Address = proxy.Proxy.Address, User = "me", Password = BlackboxSecret.Of("pass") } }, Ip = new(Prefers4: true) });
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync($"localhost:{server.Address.Port}", module);
        Assert.True(got.Success, got.Log);
        Assert.Equal($"localhost:{server.Address.Port}", host);
        Assert.Equal([$"GET http://127.0.0.1:{server.Address.Port}/ HTTP/1.1"], proxy.Seen);
    }

    [Fact]
    public async Task For_https_a_proxy_is_asked_for_a_tunnel_to_the_name_where_the_lookup_is_left_to_it()
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30), "localhost");
        await using WebServer server = await WebServer.StartAsync(_ => Task.CompletedTask, certificate.Certificate);
        await using var proxy = new ProxyServer();
        var module = BlackboxAsked.Http(new() { SkipResolvePhaseWithProxy = true, Client = new() { Tls = new() { AuthorityFile = certificate.PemFile }, Proxy = new() { Address = proxy.Proxy.Address } } });
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync($"https://localhost:{server.Address.Port}/", module);
        Assert.True(got.Success, got.Log);
        Assert.Equal([$"CONNECT localhost:{server.Address.Port} HTTP/1.1"], proxy.Seen);
        Assert.DoesNotContain("probe_ip_protocol", got.Families);
        Assert.Null(got.Phase("resolve"));
        Assert.True(got.Phase("tls") > 0);
    }

    [Theory]
    [InlineData("localhost", null, "http://localhost:80/", false)]
    [InlineData("127.0.0.0/8", null, "http://10.0.0.1/", true)]
    [InlineData("10.0.0.0/8", null, "http://10.0.0.1/", false)]
    [InlineData("example.com", null, "http://a.example.com/", false)]
    [InlineData(".example.com", null, "http://example.com/", true)]
    [InlineData("example.com:81", null, "http://example.com/", true)]
    [InlineData("other", null, "http://127.0.0.1/", false)]
    [InlineData(null, null, "http://127.0.0.1/", true)]
    public void What_is_excepted_goes_straight_there_and_with_exceptions_so_does_this_machine(string? except, string? user, string url, bool goesThrough)
    {
        var proxy = new BlackboxProxy { Address = new Uri("http://proxy:3128"), Except = except, User = user };
        Assert.Equal(goesThrough, BlackboxProxyWay.Of(proxy, new Uri(url), NoSecrets.Instance) is not null);
    }

    [Fact]
    public async Task A_token_is_got_from_its_server_first()
    {
        (string asked, string shown) = ("", "");
        await using WebServer tokens = await WebServer.StartAsync(async context =>
        {
            IFormCollection form = await context.Request.ReadFormAsync();
            asked = $"{context.Request.Headers.Authorization} {form["grant_type"]} {form["scope"]} {form["audience"]}";
            await context.Response.WriteAsync("""{ "access_token": "t0k", "token_type": "bearer" }""");
        });
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            shown = context.Request.Headers.Authorization.ToString();
            return Task.CompletedTask;
        });
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, new()
        {
            Client = new()
            {
                OAuth2 = new() { ClientId = "id", ClientSecret = BlackboxSecret.Of("s"), TokenUrl = tokens.Address.AbsoluteUri, Scopes = ["a", "b"], EndpointParams = [new("audience", BlackboxSecret.Of("x"))] },
            },
        });
        Assert.True(got.Success, got.Log);
        Assert.Equal($"Basic {Convert.ToBase64String("id:s"u8)} client_credentials a b x", asked);
        Assert.Equal("Bearer t0k", shown);
    }

    [Fact]
    public async Task Without_its_token_nothing_is_asked_of_the_target()
    {
        await using WebServer tokens = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        await using WebServer server = await WebServer.SayingAsync("hi");
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, new() { Client = new() { OAuth2 = new() { ClientId = "id", ClientSecret = BlackboxSecret.Of("s"), TokenUrl = tokens.Address.AbsoluteUri } } });
        Assert.False(got.Success);
        Assert.Contains("answered 401", got.Log, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public void A_claim_of_who_we_are_is_signed()
    {
        using var key = RSA.Create(2048);
        var oauth = new BlackboxOAuth2
        {
            ClientId = "id", TokenUrl = "https://t/", GrantType = BlackboxOAuth2.JwtBearer, SignatureAlgorithm = "RS384", CertificateKeyId = "k", CertificateKey = BlackboxSecret.Of(key.ExportPkcs8PrivateKeyPem()), Claims = [new("n", "1")],
        };
        var call = new BlackboxCall("x", BlackboxAsked.Http(), "", TimeSpan.FromSeconds(1), NoSecrets.Instance, null, TimeProvider.System);
        string[] parts = BlackboxAssertion.Of(call, oauth)!.Split('.');
        Assert.Equal("""{"alg":"RS384","typ":"JWT","kid":"k"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Contains("\"n\":1", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])), StringComparison.Ordinal);
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));
        Assert.Null(BlackboxAssertion.Of(call, oauth with { CertificateKey = BlackboxSecret.Of("none") }));
    }

    [Fact]
    public async Task Shows_the_clients_certificate_to_a_server_that_asks()
    {
        using var certificate = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 own = new CertificateRequest("CN=prober", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var shown = new TaskCompletionSource<string?>();
        await using OddServer server = new(async (socket, token) =>
        {
            await using var secure = new SslStream(new NetworkStream(socket), false, (_, client, _, _) =>
            {
                shown.SetResult(client?.Subject);
                return true;
            });
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Certificate, ClientCertificateRequired = true }, token);
            await secure.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: token);
            await secure.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), token);
        });
        var tls = new BlackboxTls { AuthorityFile = certificate.PemFile, Certificate = own.ExportCertificatePem(), Key = BlackboxSecret.Of(key.ExportPkcs8PrivateKeyPem()) };
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync($"https://127.0.0.1:{server.Port}/", BlackboxAsked.Http(new() { Client = new() { Tls = tls } }));
        Assert.True(got.Success, got.Log);
        Assert.Equal("CN=prober", await shown.Task);
        BlackboxAnswer unread = await BlackboxAsked.ProbeAsync($"https://127.0.0.1:{server.Port}/", BlackboxAsked.Http(new() { Client = new() { Tls = tls with { Key = BlackboxSecret.FromFile("no.key") } } }));
        Assert.False(unread.Success);
        Assert.Contains("no.key", unread.Log, StringComparison.Ordinal);
    }
}
