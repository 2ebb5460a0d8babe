using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LoadProbe.Controller.Tests;

/// <summary>An OpenID Connect issuer of the test's own, with one key.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Audience = "loadprobe-test";

    private readonly RSA _key = RSA.Create(2048);
    private WebApplication _app = null!;

    public Uri Address { get; private set; } = null!;

    public static async Task<Issuer> StartAsync()
    {
        var issuer = new Issuer();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        issuer._app = builder.Build();
        issuer._app.MapGet("/.well-known/openid-configuration", () => Json(new { issuer = Name(issuer.Address), jwks_uri = new Uri(issuer.Address, "/keys"), id_token_signing_alg_values_supported = (string[])["RS256"] }));
        RSAParameters key = issuer._key.ExportParameters(false);
        issuer._app.MapGet("/keys", () => Json(new { keys = (object[])[new { kty = "RSA", use = "sig", kid = "one", alg = "RS256", n = Base64(key.Modulus!), e = Base64(key.Exponent!) }] }));
        await issuer._app.StartAsync();
        issuer.Address = new Uri(issuer._app.Urls.First());
        return issuer;
    }

    /// <summary>A token as the issuer would sign it.</summary>
    public string Token(object scope, string audience = Audience, double minutes = 5, RSA? by = null, Uri? from = null)
    {
        string signed = $"{Base64(new { alg = "RS256", typ = "JWT", kid = "one" })}.{Claims(scope, audience, minutes, from)}";
        return $"{signed}.{Base64((by ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>One that nobody signed.</summary>
    public string Unsigned(object scope) => $"{Base64(new { alg = "none", typ = "JWT" })}.{Claims(scope, Audience, 5, null)}.";

    /// <summary>One that is signed with what everybody knows: the public key, as a shared secret.</summary>
    public string SignedWithPublicKey(object scope)
    {
        string signed = $"{Base64(new { alg = "HS256", typ = "JWT", kid = "one" })}.{Claims(scope, Audience, 5, null)}";
        return $"{signed}.{Base64(HMACSHA256.HashData(Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(signed)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private string Claims(object scope, string audience, double minutes, Uri? from)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return Base64(new { iss = Name(from ?? Address), aud = audience, sub = "42", preferred_username = "ann", scope, iat = now.AddMinutes(-10).ToUnixTimeSeconds(), nbf = now.AddMinutes(-10).ToUnixTimeSeconds(), exp = now.AddMinutes(minutes).ToUnixTimeSeconds() });
    }

    private static string Name(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static IResult Json(object document) => Results.Json(document);

    private static string Base64(object part) => Base64(JsonSerializer.SerializeToUtf8Bytes(part));

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
