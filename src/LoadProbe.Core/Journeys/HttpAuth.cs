namespace LoadProbe.Core;

/// <summary>Who an HTTP request says that it is from.</summary>
public abstract record HttpAuth;

/// <summary>A name and a password with each request (RFC 7617).</summary>
public sealed record BasicAuth(Template User, Template Password) : HttpAuth;

/// <summary>A token that is known (RFC 6750).</summary>
public sealed record BearerAuth(Template Token) : HttpAuth;

/// <summary>A token that is fetched for us as a client, and used until it ends (RFC 6749, 4.4).</summary>
public sealed record ClientCredentials : HttpAuth
{
    /// <summary>Where it is fetched.</summary>
    public required Uri TokenUrl { get; init; }

    /// <summary>May use secrets, no variables.</summary>
    public required Template ClientId { get; init; }

    /// <summary>Likewise.</summary>
    public required Template ClientSecret { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Whom the token is for, where the server wants to know; null = it does not.</summary>
    public string? Audience { get; init; }
}
