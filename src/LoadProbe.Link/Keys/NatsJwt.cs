using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NATS.NKeys;

namespace LoadProbe.Link;

/// <summary>The tokens that a NATS server in operator mode believes: claims of version 2, signed by an nkey.</summary>
internal static class NatsJwt
{
    private const int Version = 2;
    private static readonly string Header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"ed25519-nkey"}"""u8);

    /// <param name="kind">operator, account or user.</param>
    /// <param name="claims">What is particular to the kind.</param>
    /// <param name="expires">Null = never.</param>
    public static string Mint(KeyPair issuer, string kind, string subject, string name, JsonObject claims, DateTimeOffset issued, DateTimeOffset? expires = null)
    {
        claims["type"] = kind;
        claims["version"] = Version;
        var token = new JsonObject
        {
            ["jti"] = Guid.NewGuid().ToString("n"),
            ["iat"] = issued.ToUnixTimeSeconds(),
            ["iss"] = issuer.GetPublicKey(),
            ["name"] = name,
            ["sub"] = subject,
            ["nats"] = claims,
        };
        if (expires is { } end) token["exp"] = end.ToUnixTimeSeconds();
        string signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token.ToJsonString()))}";
        byte[] signature = new byte[64];
        issuer.Sign(Encoding.ASCII.GetBytes(signed), signature);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>What a token says, which only the server checks; null = it is no token.</summary>
    public static JsonElement? Read(string jwt)
    {
        if (jwt.Split('.') is not [_, string claims, _]) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }
}
