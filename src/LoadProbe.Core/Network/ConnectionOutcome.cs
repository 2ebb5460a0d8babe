namespace LoadProbe.Core;

/// <summary>What became of a connection, as seen in packets at the client.</summary>
public enum ConnectionOutcome : byte
{
    /// <summary>Established, and ended properly or still open.</summary>
    Ok,

    /// <summary>The SYN was answered by RST and by no SYN-ACK.</summary>
    Refused,

    /// <summary>The SYN was answered by nothing.</summary>
    Timeout,

    /// <summary>ICMP said so, quoting the SYN.</summary>
    Unreachable,

    /// <summary>The client reset before any payload.</summary>
    ClientAbort,

    /// <summary>The client never acknowledged the SYN-ACK: the fault of the own host or of the capture.</summary>
    ClientAckMissing,

    /// <summary>The server repeated its SYN-ACK although the client had acknowledged it: it has no room for connections.</summary>
    AcceptQueueOverflow,

    /// <summary>The SYN met an older connection of the same ports, which answered.</summary>
    PortReuse,

    /// <summary>The server reset an established connection.</summary>
    ResetByServer,

    /// <summary>The client reset after payload.</summary>
    ResetByClient,

    /// <summary>One side ended and the other did not.</summary>
    HalfClose,

    /// <summary>Neither side ended, and nothing came for 300 seconds.</summary>
    IdleTimeout,
}
