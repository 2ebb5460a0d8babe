using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LoadProbe.Probing;

/// <summary>A signed claim of who we are (RFC 7523), which is exchanged for a token.</summary>
internal static class BlackboxAssertion
{
    private static readonly TimeSpan Good = TimeSpan.FromHours(1);

    /// <summary>Null after saying why there is none.</summary>
    public static string? Of(BlackboxCall call, BlackboxOAuth2 oauth)
    {
        var head = new JsonObject { ["alg"] = oauth.SignatureAlgorithm, ["typ"] = "JWT" };
        if (oauth.CertificateKeyId is { Length: > 0 } id) head["kid"] = id;
        long now = call.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = oauth.Issuer ?? oauth.ClientId, ["aud"] = oauth.Audience ?? oauth.TokenUrl, ["sub"] = oauth.ClientId, ["iat"] = now, ["exp"] = now + (long)Good.TotalSeconds,
        };
        if (oauth.Scopes.Count > 0) claims["scope"] = string.Join(' ', oauth.Scopes);
        foreach ((string name, string json) in oauth.Claims) claims[name] = JsonNode.Parse(json);
        string signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(oauth.CertificateKey?.Read(call.Secrets) ?? "");
            HashAlgorithmName hash = oauth.SignatureAlgorithm switch { "RS384" => HashAlgorithmName.SHA384, "RS512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 };
            return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), hash, RSASignaturePadding.Pkcs1))}";
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            call.Fail("No token of oauth2: client_certificate_key is no RSA key in PEM, or not to be had");
            return null;
        }
    }
}
