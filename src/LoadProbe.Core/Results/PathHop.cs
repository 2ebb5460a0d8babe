using System.Net;

namespace LoadProbe.Core;

/// <summary>One hop of a path. Round-trip times are null when it never answered.</summary>
/// <param name="Ttl">Its distance: 1 = the first router.</param>
/// <param name="Addresses">Who answered, the most frequent first.</param>
/// <param name="Unreachable">What it said when it would not pass packets on, for instance <c>host unreachable</c>.</param>
public sealed record PathHop(int Ttl, IReadOnlyList<IPAddress> Addresses, int Sent, int Received, TimeSpan? Min, TimeSpan? Mean, TimeSpan? Max, string? Unreachable = null)
{
    /// <summary>The share of packets unanswered, 0 to 1. Of a router that answers seldom this says nothing of what it passes on.</summary>
    public double Loss => Sent == 0 ? 1 : 1 - ((double)Received / Sent);
}
