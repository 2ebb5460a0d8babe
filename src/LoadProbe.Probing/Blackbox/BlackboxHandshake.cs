namespace LoadProbe.Probing;

/// <summary>What a handshake showed, whether its certificate was accepted or not.</summary>
internal sealed record BlackboxHandshake
{
    /// <summary>As Go names it: TLS 1.3.</summary>
    public string Version { get; init; } = "unknown";

    public string Cipher { get; init; } = "";

    /// <summary>The first end among the certificates that the server sent; null = it sent none.</summary>
    public DateTimeOffset? EarliestEnd { get; init; }

    /// <summary>When the chain that was verified is no longer good; null = none was.</summary>
    public DateTimeOffset? VerifiedUntil { get; init; }

    public string Fingerprint { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Issuer { get; init; } = "";

    /// <summary>The host names of the certificate, with commas between.</summary>
    public string HostNames { get; init; } = "";

    public string Serial { get; init; } = "";

    /// <summary>Why the certificate is not trusted; null when it is, or any will do.</summary>
    public string? Fault { get; init; }
}
