namespace LoadProbe.Core;

/// <summary>What a capture holds.</summary>
public sealed record CaptureReport
{
    /// <summary>Path as given; "-" for standard input.</summary>
    public required string File { get; init; }
    public required long Packets { get; init; }

    /// <summary>Bytes of all frames as they were on the wire.</summary>
    public required long Bytes { get; init; }

    /// <summary>Packets whose headers contradict themselves, and records or blocks of the file that do.</summary>
    public required long Malformed { get; init; }

    /// <summary>Packets whose headers reach beyond what was captured, and 1 more when the file ends inside a record.</summary>
    public required long Truncated { get; init; }

    /// <summary>First to last packet.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>TCP conversations in order of their first packet.</summary>
    public required IReadOnlyList<FlowSummary> Flows { get; init; }

    /// <summary>As on the wire: in order of their first query.</summary>
    public required IReadOnlyList<DnsTransaction> Dns { get; init; }

    /// <summary>As a client sees them: what was asked again over TCP is one with what was truncated.</summary>
    public IEnumerable<DnsTransaction> Lookups => Dns.Where(transaction => !transaction.Continues);

    /// <summary>In order of their first packet.</summary>
    public IReadOnlyList<QuicConnection> Quic { get; init; } = [];

    public FragmentFigures Fragments { get; init; } = new();

    /// <summary>Conversations pushed out of the fixed table while they might still have gone on; what was seen until then is in <see cref="Flows"/>.</summary>
    public long Evicted { get; init; }

    /// <summary>Conversations, DNS transactions and QUIC connections beyond the limits, counted and not listed.</summary>
    public long Unlisted { get; init; }
}
