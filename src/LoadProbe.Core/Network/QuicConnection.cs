using System.Net;

namespace LoadProbe.Core;

/// <summary>What the handshake of a QUIC connection shows without its keys (RFC 9000, RFC 9001).</summary>
public sealed record QuicConnection
{
    public required IPEndPoint Client { get; init; }
    public required IPEndPoint Server { get; init; }

    /// <summary>The client's first Initial.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>"QUIC v1"; others are not read.</summary>
    public required string Version { get; init; }

    /// <summary>The server name the client asked for, when it was readable.</summary>
    public string? ServerName { get; init; }

    /// <summary>What the ClientHello offered, in its order, the first 16.</summary>
    public IReadOnlyList<string> OfferedProtocols { get; init; } = [];

    /// <summary>The client's first Initial, after a Retry the first since, → the server's first Initial or Handshake packet.</summary>
    public TimeSpan? HandshakeRtt { get; init; }

    /// <summary>The client repeated its hello before the answer, so the wait may be in <see cref="HandshakeRtt"/>.</summary>
    public bool Ambiguous { get; init; }

    /// <summary>The server made the client prove its address first: one round trip more.</summary>
    public bool Retry { get; init; }
}
