namespace LoadProbe.Capture;

/// <summary>What came of a frame.</summary>
internal enum ParseResult : byte
{
    /// <summary>A TCP segment or a UDP datagram was read.</summary>
    Read,

    /// <summary>Another protocol, or a fragment that is not the first.</summary>
    Other,

    /// <summary>An ICMP message that says a TCP segment could not be delivered; the ends and the sequence number are those of that segment.</summary>
    Unreachable,

    /// <summary>A header contradicts itself.</summary>
    Malformed,

    /// <summary>The ends of a TCP segment are known but the length of its header is impossible: it is counted and not analysed.</summary>
    Damaged,

    /// <summary>A header reaches beyond what was captured.</summary>
    Truncated,
}
