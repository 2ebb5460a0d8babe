namespace LoadProbe.Core;

/// <summary>Round trips by estimator; one without samples has count 0.</summary>
public sealed record RoundTripFigures
{
    /// <summary>SYN → SYN-ACK; null when there was none, or it cannot be told which SYN was answered.</summary>
    public TimeSpan? Handshake { get; init; }
    public HandshakeEstimator HandshakeBy { get; init; }

    /// <summary>A segment sent once → the ACK of exactly its end (Karn).</summary>
    public required Distribution Sequence { get; init; }

    /// <summary>A timestamp on a segment with payload, SYN or FIN → its first echo (RFC 7323, as pping does).</summary>
    public required Distribution Timestamps { get; init; }

    /// <summary>The least of all samples: nearest to the path alone, as delayed acknowledgements only add. Null without any.</summary>
    public TimeSpan? Least { get; init; }
}
