namespace LoadProbe.Core;

/// <summary>What a threshold is about.</summary>
public enum ThresholdFigure : byte
{
    /// <summary>Due → done.</summary>
    Response,

    /// <summary>Sent → done.</summary>
    Service,

    /// <summary>Due → sent, of journeys.</summary>
    Lateness,

    /// <summary>Name lookup, of steps.</summary>
    Dns,

    /// <summary>TCP handshake, of steps.</summary>
    Connect,

    /// <summary>TLS handshake, of steps.</summary>
    Tls,

    /// <summary>First to last byte of the request, of steps.</summary>
    Send,

    /// <summary>Last byte of the request → first byte of the answer, of steps.</summary>
    Wait,

    /// <summary>First to last byte of the answer, of steps.</summary>
    Receive,

    /// <summary>Failed of completed.</summary>
    Errors,

    /// <summary>Dropped of due.</summary>
    Drops,

    /// <summary>Completed a second.</summary>
    Rate,

    /// <summary>Journeys under way at once, at the most.</summary>
    InFlight,

    /// <summary>How long the oldest journey had been under way, at the most.</summary>
    Oldest,

    /// <summary>
    /// Segments sent again of segments sent, over the run's own TCP connections: the loss that the sender's kernel can know, on the way to the
    /// target alone. Linux: <c>tcpi_total_retrans</c> of <c>tcpi_segs_out</c>, the connection's part of RetransSegs and OutSegs in <c>/proc/net/snmp</c>.
    /// </summary>
    Retransmissions,

    /// <summary>
    /// TCP connections that the other end reset, of the steps that ended: on how many a read or a write failed by ECONNRESET or
    /// EPIPE (RFC 9293, 3.10.7.4), each counted once. What was refused never was a connection.
    /// </summary>
    Resets,

    /// <summary>Smoothed round trip of the TCP connections in use, as the kernel measures it from acknowledgements (RFC 6298; <c>tcpi_rtt</c>).</summary>
    NetworkRtt,
}
