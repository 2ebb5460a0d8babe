namespace LoadProbe.Core;

/// <summary>What must hold of a TLS session, besides that its certificate is trusted.</summary>
public sealed record TlsExpectation
{
    /// <summary>The certificate that ends first must be good for this long.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>As the session names it: <c>TLS 1.3</c>; null = any.</summary>
    public Match? Version { get; init; }

    /// <summary>The suite's name (IANA); null = any.</summary>
    public Match? Cipher { get; init; }

    /// <summary>Who may answer, and where names may lead to; null = anybody, anywhere.</summary>
    public Genuine? Genuine { get; init; }
}
