using System.Net;

namespace LoadProbe.Core;

/// <summary>A DNS query over UDP and its answer.</summary>
public sealed record DnsTransaction
{
    public required IPEndPoint Client { get; init; }
    public required IPEndPoint Server { get; init; }
    public required int Id { get; init; }

    /// <summary>The name as asked, without the final dot; "." for the root.</summary>
    public required string Name { get; init; }

    /// <summary>"A", "AAAA", … or "TYPE65" style for a type without a name here.</summary>
    public required string Type { get; init; }
    public required DateTimeOffset Started { get; init; }

    /// <summary>Response code; null when no answer was seen.</summary>
    public int? ResponseCode { get; init; }

    /// <summary>First query to the first answer.</summary>
    public TimeSpan? ResponseTime { get; init; }

    /// <summary>How often the same query was sent again before the answer.</summary>
    public int Retransmissions { get; init; }
}
