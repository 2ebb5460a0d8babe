namespace LoadProbe.Core;

/// <summary>
/// One burst of new client bytes and the burst of new server bytes that followed, whatever the protocol. Offsets count the
/// payload bytes of the TCP stream from 0 (sequence number − ISN − 1); ranges are half open. When the SYN was not seen they count
/// from the first byte that was.
/// </summary>
public sealed record Exchange
{
    public required long ClientFrom { get; init; }
    public required long ClientTo { get; init; }

    /// <summary>Equal to <see cref="ServerTo"/> when no answer was seen.</summary>
    public required long ServerFrom { get; init; }
    public required long ServerTo { get; init; }

    public required DateTimeOffset RequestFirst { get; init; }
    public required DateTimeOffset RequestLast { get; init; }
    public DateTimeOffset? ResponseFirst { get; init; }
    public DateTimeOffset? ResponseLast { get; init; }

    /// <summary>First segment without payload that acknowledged the whole request before the response began.</summary>
    public DateTimeOffset? RequestAcknowledged { get; init; }

    /// <summary>Least round trip measured on the connection at the time (§ RTT* of docs/npm.md); null when none was.</summary>
    public TimeSpan? ReferenceRtt { get; init; }

    /// <summary>Time in which lost segments were waited for, both directions.</summary>
    public TimeSpan RetransmitDelay { get; init; }

    /// <summary>Last request byte first sent → the latest copy that had to be sent again before the answer; zero when none had.</summary>
    public TimeSpan RequestDelay { get; init; }
    public Sides<long> Retransmissions { get; init; }
    public Sides<long> Packets { get; init; }
    public Sides<long> Bytes { get; init; }
}
