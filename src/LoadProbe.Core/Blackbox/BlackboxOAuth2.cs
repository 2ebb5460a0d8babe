namespace LoadProbe.Core;

/// <summary>How a token for the target is had from another server (<c>oauth2</c>).</summary>
public sealed record BlackboxOAuth2
{
    public const string ClientCredentials = "client_credentials";
    public const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public required string ClientId { get; init; }

    public required string TokenUrl { get; init; }

    /// <summary><see cref="ClientCredentials"/> or <see cref="JwtBearer"/>.</summary>
    public string GrantType { get; init; } = ClientCredentials;

    public BlackboxSecret? ClientSecret { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>More fields of the request for the token; their values may be passwords.</summary>
    public IReadOnlyList<KeyValuePair<string, BlackboxSecret>> EndpointParams { get; init; } = [];

    /// <summary>The private key that signs the claims, of <see cref="JwtBearer"/> only.</summary>
    public BlackboxSecret? CertificateKey { get; init; }

    public string? CertificateKeyId { get; init; }

    /// <summary>RS256, RS384 or RS512.</summary>
    public string SignatureAlgorithm { get; init; } = "RS256";

    /// <summary>Null = the client's id.</summary>
    public string? Issuer { get; init; }

    /// <summary>Null = the URL of the token.</summary>
    public string? Audience { get; init; }

    /// <summary>More claims: names, and values as JSON.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Claims { get; init; } = [];

    public BlackboxTls Tls { get; init; } = new();

    public BlackboxProxy Proxy { get; init; } = new();
}
