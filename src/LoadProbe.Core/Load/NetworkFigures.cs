namespace LoadProbe.Core;

/// <summary>
/// What the kernels of agents told of a run's own TCP connections (<c>TCP_INFO</c>, Linux, no privilege), in a second or many, of one
/// agent or all. It is of what we send alone: what is lost on the way back is the target's to send again, and not known here.
/// </summary>
public sealed record NetworkFigures
{
    /// <summary>Connections that were begun, whether they came about or not.</summary>
    public required long Opened { get; init; }

    /// <summary>Segments sent, acknowledgements and what was sent again among them; null = no kernel told.</summary>
    public long? Sent { get; init; }

    /// <summary>Of <see cref="Sent"/>, those that were sent again because no acknowledgement came: lost, or thought so.</summary>
    public long? Retransmitted { get; init; }

    /// <summary>Connections on which a read or a write failed because the other end had reset them (ECONNRESET, EPIPE), each once.</summary>
    public required long Resets { get; init; }

    /// <summary>
    /// The smoothed round trip of each connection that had sent something, whenever it was read. The target may let its
    /// acknowledgement wait for its answer, 40 ms on Linux: a rise is not always the network's.
    /// </summary>
    public PackedHistogram Rtt { get; init; } = PackedHistogram.Empty;

    /// <summary>The least round trip of any of them, in the kernel's last five minutes: the way itself. Null = none was measured.</summary>
    public TimeSpan? LeastRtt { get; init; }

    /// <summary>
    /// Sent again of sent, 0 to 1, what <c>nstat</c> has as TcpRetransSegs of TcpOutSegs: the packet loss that a sender can know.
    /// Null when nothing was sent, or nothing is known of it.
    /// </summary>
    public double? Loss => Sent > 0 ? (double?)Retransmitted / Sent : null;

    /// <summary>Both together; null = neither is known.</summary>
    public static NetworkFigures? Sum(NetworkFigures? a, NetworkFigures? b) => a is null || b is null ? a ?? b : new NetworkFigures
    {
        Opened = a.Opened + b.Opened,
        Sent = Known(a.Sent, b.Sent),
        Retransmitted = Known(a.Retransmitted, b.Retransmitted),
        Resets = a.Resets + b.Resets,
        Rtt = a.Rtt.Add(b.Rtt),
        LeastRtt = a.LeastRtt is null || b.LeastRtt < a.LeastRtt ? b.LeastRtt : a.LeastRtt,
    };

    /// <summary>For a person: <c>12,345 segments sent, 0.3% sent again, 0 resets, round trip 180µs at the least, 210µs on average</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{(Sent is { } sent ? $"{sent:#,0} segments sent, {ThresholdFigure.Retransmissions.Written(Loss ?? 0)} sent again, " : "")}{Resets:#,0} resets{(LeastRtt is { } least && Rtt.Count > 0 ? $", round trip {Durations.Text(least)} at the least, {Durations.Text(Rtt.Mean)} on average" : "")}");

    private static long? Known(long? a, long? b) => a is null ? b : a + (b ?? 0);
}
