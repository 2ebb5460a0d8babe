namespace LoadProbe.Core;

/// <summary>What Prometheus' programs have in common about HTTP: who we are, by which way, how.</summary>
public sealed record BlackboxHttpClient
{
    /// <summary>A websocket module without <c>http_config</c>: nothing is on, not even what is on by default.</summary>
    public static BlackboxHttpClient NotWritten { get; } = new() { FollowRedirects = false, EnableHttp2 = false };

    public BlackboxBasicAuth? BasicAuth { get; init; }

    /// <summary>Of <c>authorization</c>, or of <c>bearer_token</c> and <c>bearer_token_file</c>, which mean the same.</summary>
    public BlackboxAuthorization? Authorization { get; init; }

    public BlackboxOAuth2? OAuth2 { get; init; }

    public BlackboxTls Tls { get; init; } = new();

    public bool FollowRedirects { get; init; } = true;

    public bool EnableHttp2 { get; init; } = true;

    public BlackboxProxy Proxy { get; init; } = new();

    public IReadOnlyList<BlackboxClientHeader> Headers { get; init; } = [];
}

/// <summary>A user and a password.</summary>
/// <param name="User">Null when it is in <paramref name="UserFile"/>.</param>
/// <param name="Password">Null = none.</param>
public sealed record BlackboxBasicAuth(string? User, string? UserFile, BlackboxSecret? Password);

/// <summary>An <c>Authorization</c> header.</summary>
/// <param name="Type">Its first word: Bearer.</param>
public sealed record BlackboxAuthorization(string Type, BlackboxSecret? Credentials);
