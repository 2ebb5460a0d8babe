namespace LoadProbe.Core;

/// <summary>What a TLS conversation shows without its keys.</summary>
/// <param name="Version">"TLS 1.2", "TLS 1.3"; null when no ServerHello was seen.</param>
/// <param name="ServerName">The server name the client asked for, when it was readable.</param>
/// <param name="Duration">TLS 1.3: first byte of the ClientHello to the client's first protected record; before: to the later of the two Finished.</param>
/// <param name="HelloRetry">The server asked for a second ClientHello: one round trip more.</param>
public sealed record TlsHandshake(string? Version, string? ServerName, TimeSpan? Duration, bool HelloRetry)
{
    /// <summary>What the ServerHello chose (RFC 7301); null in TLS 1.3, where the choice is encrypted.</summary>
    public string? Protocol { get; init; }

    /// <summary>What the ClientHello offered, in its order, the first 16.</summary>
    public IReadOnlyList<string> OfferedProtocols { get; init; } = [];

    /// <summary>By its IANA name, "0x1A1A" for one without; null when no ServerHello was seen.</summary>
    public string? Cipher { get; init; }

    /// <summary>An earlier session was taken up; null when that cannot be told.</summary>
    public bool? Resumed { get; init; }

    /// <summary>The client sent application data before the server had said anything; null when no ClientHello was seen.</summary>
    public bool? EarlyData { get; init; }

    /// <summary>The first alert that was sent in clear.</summary>
    public TlsAlert? Alert { get; init; }

    /// <summary>Last segment of the ClientHello that was answered → first byte of the ServerHello.</summary>
    public TimeSpan? ServerHello { get; init; }

    /// <summary>What the handshake's round trips take at the connection's least round trip.</summary>
    public TimeSpan? Network { get; init; }

    /// <summary>What the server's hellos took beyond a round trip each.</summary>
    public TimeSpan? Server { get; init; }

    /// <summary>Last byte of the server's first flight → the client's ChangeCipherSpec or first protected record: the own host.</summary>
    public TimeSpan? Client { get; init; }

    /// <summary>Record boundaries were lost while they were still of interest: what is missing here may have been there.</summary>
    public bool LostSync { get; init; }
}
