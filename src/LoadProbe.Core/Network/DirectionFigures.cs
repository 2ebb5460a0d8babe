namespace LoadProbe.Core;

/// <summary>
/// What happened to the segments of one side. Segments are as on the wire: one that was captured before the card cut it up, or after it was put together,
/// counts as its payload divided by the maximum segment size of the handshake.
/// </summary>
public sealed record DirectionFigures
{
    /// <summary>Of a direction in which nothing was found, as of most.</summary>
    public static DirectionFigures None { get; } = new();

    /// <summary>Below this many payload segments a share of them says nothing.</summary>
    public const int LeastSegments = 10;

    /// <summary>Segments with payload, repeated ones too; capture duplicates, keep-alives and zero-window probes not.</summary>
    public long PayloadSegments { get; init; }

    /// <summary>Segments the network lost: sent by the client and sent again because it had to, or missed from the server and filled by a retransmission, or missing among the numbers of its packets.</summary>
    public long Lost { get; init; }

    /// <summary>Those of them that left no hole, told by the numbers alone (IPv4 identifications of a server that numbers each connection by itself).</summary>
    public long LostWithoutHole { get; init; }
    public RetransmissionKinds Retransmissions { get; init; }

    /// <summary>Segments that came after later ones without having been sent again.</summary>
    public long Reordered { get; init; }

    /// <summary>Segments the other side acknowledged and the capture never saw: the capture's loss, not the network's.</summary>
    public long CaptureLoss { get; init; }

    /// <summary>Packets captured twice; they are in no other figure of the analysis.</summary>
    public long CaptureDuplicates { get; init; }

    /// <summary>Blocks of selective acknowledgements this side sent (RFC 2018).</summary>
    public long SackBlocks { get; init; }

    /// <summary>Those of them that told of something received twice (RFC 2883).</summary>
    public long Dsacks { get; init; }

    /// <summary>Time in which this side said it had no room at all.</summary>
    public TimeSpan ZeroWindow { get; init; }

    /// <summary>Time in which this side had filled the room of the other and waited for more.</summary>
    public TimeSpan WindowFull { get; init; }

    /// <summary>Lost segments sent by the client: last copy − the copy before; by the server: filling − opening of the hole.</summary>
    public TimeSpan RetransmissionDelay { get; init; }
    public long KeepAlives { get; init; }

    /// <summary>Holes beyond those that could be followed at once; their filling is taken for a spurious retransmission.</summary>
    public long UntrackedHoles { get; init; }

    /// <summary>Lost ÷ payload segments, 0 to 1; null below <see cref="LeastSegments"/>.</summary>
    public double? LossRatio => PayloadSegments < LeastSegments ? null : Math.Min(1, (double)Lost / PayloadSegments);
}
