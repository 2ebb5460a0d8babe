namespace LoadProbe.Core;

/// <summary>What the network did to one request. A figure that is not known is null, never zero.</summary>
public sealed record PacketFigures
{
    public required PacketTier Tier { get; init; }

    /// <summary>Why the tier is not the best, or why the figures are degraded: a word of <see cref="CaptureReason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>How a browser's request was joined to its packets; null for requests of our own, whose offsets on the connection are known.</summary>
    public JoinWay? Joined { get; init; }

    /// <summary>The connection's reference round trip: the least unambiguous sample.</summary>
    public TimeSpan? NetworkRtt { get; init; }

    /// <summary>The server's own time: <see cref="ApplicationResponse"/> without the path.</summary>
    public TimeSpan? ServerResponse { get; init; }
    public ResponseEstimator? Estimator { get; init; }

    /// <summary>Raw: last byte of the request to the first of the response, as captured here.</summary>
    public TimeSpan? ApplicationResponse { get; init; }

    /// <summary>First byte of the request to its last.</summary>
    public TimeSpan? Send { get; init; }

    /// <summary>First byte of the response to its last.</summary>
    public TimeSpan? Transfer { get; init; }
    public Sides<long>? Retransmissions { get; init; }
    public TimeSpan? RetransmitDelay { get; init; }
    public Sides<long>? Packets { get; init; }
    public Sides<long>? Bytes { get; init; }

    /// <summary>Packets the kernel dropped since the capture began; null without a live capture.</summary>
    public long? KernelDrops { get; init; }

    /// <summary>The kernel dropped packets during the request, or the exchange was seen in part.</summary>
    public bool Degraded { get; init; }

    public static PacketFigures Absent(string reason) => new() { Tier = PacketTier.None, Reason = reason };
}
