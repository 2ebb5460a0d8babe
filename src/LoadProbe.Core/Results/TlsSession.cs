using System.Text.Json.Serialization;

namespace LoadProbe.Core;

/// <summary>What was agreed on in a TLS handshake, also when the certificate was not to be trusted.</summary>
/// <param name="Version">For instance <c>TLS 1.3</c>; null when the handshake did not get that far.</param>
/// <param name="Cipher">The suite's name (IANA).</param>
/// <param name="Protocol">The application protocol agreed on (ALPN).</param>
/// <param name="Chain">The certificates as the server sent them, the server's own first.</param>
/// <param name="Faults">What is wrong with the chain; empty = trusted.</param>
public sealed record TlsSession(string? Version, string? Cipher, string? Protocol, IReadOnlyList<Certificate> Chain, IReadOnlyList<string> Faults)
{
    /// <summary>What the server staples to its certificate; null when it was not asked for.</summary>
    public Staple? Staple { get; init; }

    /// <summary>All certificates that were presented, in their order and byte for byte (DER). They stay where they were seen: no result is told with them.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReadOnlyMemory<byte>> Presented { get; init; } = [];
}
