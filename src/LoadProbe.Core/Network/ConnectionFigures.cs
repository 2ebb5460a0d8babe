namespace LoadProbe.Core;

/// <summary>How a connection came about and how it ended.</summary>
public sealed record ConnectionFigures
{
    public required ConnectionOutcome Outcome { get; init; }

    /// <summary>Neither SYN nor SYN-ACK was seen: it was there before the capture.</summary>
    public bool MidStream { get; init; }

    /// <summary>SYNs after the first.</summary>
    public long SynRetransmissions { get; init; }

    /// <summary>First SYN → the last before the first answer.</summary>
    public TimeSpan SynRetransmissionDelay { get; init; }

    /// <summary>The first RST; null without one.</summary>
    public ConnectionReset? Reset { get; init; }
}
