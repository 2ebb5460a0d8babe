using System.Text.Json;

namespace LoadProbe.Link;

/// <summary>A user of the NATS server: what it is allowed, by the account's signature, and the seed that proves that it is this user.</summary>
/// <param name="Jwt">Not secret.</param>
/// <param name="Seed">Secret.</param>
public sealed record Credentials(string Jwt, string Seed)
{
    private const string JwtBegins = "-----BEGIN NATS USER JWT-----";
    private const string SeedBegins = "-----BEGIN USER NKEY SEED-----";

    /// <summary>Who it is.</summary>
    public string Name => Claim("name") is { ValueKind: JsonValueKind.String } name ? name.GetString()! : "";

    /// <summary>Null = never.</summary>
    public DateTimeOffset? Expires => Seconds("exp");

    /// <summary>How long it is good for, from its issue; null = for ever.</summary>
    public TimeSpan? Life => Expires - Seconds("iat");

    /// <summary>The account that answers for it.</summary>
    internal string? Account => Claim("nats") is { ValueKind: JsonValueKind.Object } claims && claims.TryGetProperty("issuer_account", out JsonElement account) ? account.GetString() : null;

    /// <summary>As a file that every client of NATS can read.</summary>
    public string Text() => $"{JwtBegins}\n{Jwt}\n------END NATS USER JWT------\n\n{SeedBegins}\n{Seed}\n------END USER NKEY SEED------\n";

    /// <summary>Null = these are no credentials.</summary>
    public static Credentials? Parse(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.TrimEntries);
        return After(JwtBegins) is { } jwt && NatsJwt.Read(jwt) is not null && After(SeedBegins) is { } seed ? new Credentials(jwt, seed) : null;

        string? After(string begins) => Array.IndexOf(lines, begins) is >= 0 and var at && at + 1 < lines.Length ? lines[at + 1] : null;
    }

    /// <summary>Says nothing secret.</summary>
    public override string ToString() => Name;

    private DateTimeOffset? Seconds(string claim) => Claim(claim) is { ValueKind: JsonValueKind.Number } number ? DateTimeOffset.FromUnixTimeSeconds(number.GetInt64()) : null;

    private JsonElement? Claim(string claim) => NatsJwt.Read(Jwt) is { } token && token.TryGetProperty(claim, out JsonElement value) ? value : null;
}
