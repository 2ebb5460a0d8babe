namespace LoadProbe.Controller;

/// <summary>Who is asked for what.</summary>
public sealed record AccessOptions
{
    /// <summary>Whether every route asks for a key; else whoever reaches it may do all, which is for this machine alone.</summary>
    public bool AsksForKey { get; init; }

    /// <summary>Whose tokens are taken beside keys; null = nobody's.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Whether anybody who is not known is kept out.</summary>
    public bool IsClosed => AsksForKey || Oidc is not null;
}
