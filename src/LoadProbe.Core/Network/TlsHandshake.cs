namespace LoadProbe.Core;

/// <summary>What a TLS conversation shows without its keys.</summary>
/// <param name="Version">"TLS 1.2", "TLS 1.3"; null when no ServerHello was seen.</param>
/// <param name="ServerName">The server name the client asked for, when it was readable.</param>
/// <param name="Duration">TLS 1.3: first byte of the ClientHello to the client's first protected record; before: to the later of the two Finished.</param>
/// <param name="HelloRetry">The server asked for a second ClientHello: one round trip more.</param>
public sealed record TlsHandshake(string? Version, string? ServerName, TimeSpan? Duration, bool HelloRetry);
