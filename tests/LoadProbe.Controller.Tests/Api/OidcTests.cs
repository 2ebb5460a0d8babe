using System.Net;
using System.Security.Cryptography;

namespace LoadProbe.Controller.Tests;

/// <summary>Access tokens of an OpenID Connect issuer open what they say, and only those.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private Issuer _issuer = null!;
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await Issuer.StartAsync();
        _server = await ApiServer.StartAsync(new AccessOptions { Oidc = new OidcOptions(_issuer.Address, Issuer.Audience) });
    }

    [Fact]
    public async Task A_good_token_opens_what_its_claim_says_as_words_or_as_a_list_of_roles()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync(_issuer.Token("openid loadprobe:read"), "/api/runs"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(_issuer.Token("openid loadprobe:read"), "/api/keys"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(_issuer.Token((string[])["other", "loadprobe:admin"]), "/api/keys"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(_issuer.Token("read admin"), "/api/runs"));
        await _server.SendAsync(HttpMethod.Put, "/api/lever", _issuer.Token("loadprobe:read"), new { reason = "why not" });
        Assert.Contains(_server.Told, t => t.EndsWith("ann: PUT /api/lever: 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_opens_beside_it() => Assert.Equal(HttpStatusCode.OK, await GetAsync(await _server.KeyAsync(Scope.Read), "/api/runs"));

    [Fact]
    public async Task Nobody_is_let_in_without_either()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _server.SendAsync(HttpMethod.Get, "/api/runs")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("nonsense", "/api/runs"));
    }

    [Fact]
    public async Task A_token_that_is_expired_or_for_others_or_of_others_opens_nothing()
    {
        using var stranger = RSA.Create(2048);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(_issuer.Token("loadprobe:admin"), "/api/runs"));
        foreach ((string what, string token) in ((string, string)[])[
            ("expired", _issuer.Token("loadprobe:admin", minutes: -2)), ("another audience", _issuer.Token("loadprobe:admin", audience: "shop")), ("another key", _issuer.Token("loadprobe:admin", by: stranger)),
            ("another issuer", _issuer.Token("loadprobe:admin", from: new Uri("https://login.example.com"))), ("no signature", _issuer.Unsigned("loadprobe:admin")), ("a shared secret", _issuer.SignedWithPublicKey("loadprobe:admin")),
            ("changed", Changed(_issuer.Token("loadprobe:read")))])
        {
            Assert.True(await GetAsync(token, "/api/runs") == HttpStatusCode.Unauthorized, what);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    private async Task<HttpStatusCode> GetAsync(string token, string path) => (await _server.SendAsync(HttpMethod.Get, path, token)).StatusCode;

    // The signature stays, the claims are another token's.
    private string Changed(string token) => string.Join('.', token.Split('.')[0], _issuer.Token("loadprobe:admin").Split('.')[1], token.Split('.')[2]);
}
