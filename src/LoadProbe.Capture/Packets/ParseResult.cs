namespace LoadProbe.Capture;

/// <summary>What came of a frame.</summary>
internal enum ParseResult : byte
{
    /// <summary>A TCP segment or a UDP datagram was read.</summary>
    Read,

    /// <summary>Another protocol.</summary>
    Other,

    /// <summary>The first of several fragments of a TCP segment or a UDP datagram: its header was read, and what follows it is only part of the payload.</summary>
    FirstFragment,

    /// <summary>Any other fragment.</summary>
    Fragment,

    /// <summary>An ICMP message that says a TCP segment could not be delivered; the ends and the sequence number are those of that segment.</summary>
    Unreachable,

    /// <summary>A header contradicts itself.</summary>
    Malformed,

    /// <summary>The ends of a TCP segment are known but the length of its header is impossible: it is counted and not analysed.</summary>
    Damaged,

    /// <summary>A header reaches beyond what was captured.</summary>
    Truncated,
}
