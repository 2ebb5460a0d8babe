using System.Net;

namespace LoadProbe.Core;

/// <summary>A DNS query, over UDP or TCP, and its answer.</summary>
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

    /// <summary>Response code of the first answer; null when no answer was seen.</summary>
    public int? ResponseCode { get; init; }

    /// <summary>First query to the first answer, each when its last byte came.</summary>
    public TimeSpan? ResponseTime { get; init; }

    /// <summary>How often the same query was sent again before the answer.</summary>
    public int Retransmissions { get; init; }

    /// <summary>It went over TCP (RFC 7766).</summary>
    public bool OverTcp { get; init; }

    /// <summary>It asked again for what a truncated datagram had answered: it is part of that lookup, and its <see cref="Fallback"/>.</summary>
    public bool Continues { get; init; }

    /// <summary>The answer did not fit in a datagram (TC).</summary>
    public bool Truncated { get; init; }

    /// <summary>What came of asking the same server again over TCP, because the answer was truncated; null when it was not asked.</summary>
    public DnsFallback? Fallback { get; init; }

    /// <summary>First query to the answer that counts; null when that was not seen.</summary>
    public TimeSpan? LookupTime => Fallback is null ? ResponseTime : Fallback.LookupTime;

    /// <summary>The answer that counts came, or was asked for last, over TCP.</summary>
    public bool EndsOverTcp => OverTcp || Fallback is not null;

    /// <summary>Response code of the answer that counts; null when that was not seen.</summary>
    public int? LookupCode => Fallback is null ? ResponseCode : Fallback.ResponseCode;
}
