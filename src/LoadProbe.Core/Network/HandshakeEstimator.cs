namespace LoadProbe.Core;

/// <summary>By what the SYN that a SYN-ACK answers was told.</summary>
public enum HandshakeEstimator : byte
{
    /// <summary>SYN or SYN-ACK was not seen, or in the wrong order.</summary>
    NotSeen,

    /// <summary>There was one of each (Karn).</summary>
    Karn,

    /// <summary>The SYN was repeated; the echoed timestamp names the one that was answered.</summary>
    Timestamp,

    /// <summary>The SYN or the SYN-ACK was repeated and nothing names the one meant.</summary>
    Ambiguous,
}
