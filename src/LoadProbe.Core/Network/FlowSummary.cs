using System.Net;

namespace LoadProbe.Core;

/// <summary>One TCP conversation as seen in packets. Counters follow Wireshark 4.0's TCP analysis; docs/npm.md has each definition.</summary>
public sealed record FlowSummary
{
    /// <summary>From 1, in order of the first packets of all flows of the capture.</summary>
    public long Number { get; init; }

    /// <summary>Who sent the SYN; without one the end with the higher port.</summary>
    public required IPEndPoint Client { get; init; }
    public required IPEndPoint Server { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required TimeSpan Duration { get; init; }

    /// <summary>"http/1.x", "http/2" (in clear), "postgresql", "redis", "tls" or "tcp" (not recognised).</summary>
    public required string Protocol { get; init; }

    public required Sides<long> Packets { get; init; }

    /// <summary>Bytes of the frames as they were on the wire, link header included.</summary>
    public required Sides<long> Bytes { get; init; }

    /// <summary>TCP payload bytes, retransmitted ones counted again.</summary>
    public required Sides<long> PayloadBytes { get; init; }
    public required HandshakeTimes Handshake { get; init; }

    /// <summary>Every retransmission, the fast and the spurious ones too.</summary>
    public Sides<long> Retransmissions { get; init; }
    public Sides<long> FastRetransmissions { get; init; }
    public Sides<long> SpuriousRetransmissions { get; init; }
    public Sides<long> OutOfOrder { get; init; }
    public Sides<long> LostSegments { get; init; }
    public Sides<long> DuplicateAcks { get; init; }
    public Sides<long> ZeroWindows { get; init; }
    public Sides<long> WindowFulls { get; init; }
    public Sides<long> KeepAlives { get; init; }
    public Sides<long> Resets { get; init; }

    /// <summary>Segment sent by that side to the ACK of exactly its end; never from a segment that was sent twice (Karn).</summary>
    public required Sides<Distribution> Rtt { get; init; }
    public required FlowEnd End { get; init; }
    public IReadOnlyList<FlowRequest> Requests { get; init; } = [];
    public IReadOnlyList<Exchange> Exchanges { get; init; } = [];

    /// <summary>A SYN was seen, so the offsets of <see cref="Exchanges"/> count from the connection's first byte.</summary>
    public bool FromStart { get; init; }

    /// <summary>Requests and exchanges older than those kept.</summary>
    public long Forgotten { get; init; }
    public TlsHandshake? Tls { get; init; }

    /// <summary>What the network did, by LoadProbe's own analysis.</summary>
    public required NetworkAnalysis Network { get; init; }
}
