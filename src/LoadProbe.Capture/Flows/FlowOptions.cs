namespace LoadProbe.Capture;

/// <summary>Bounds of a flow table.</summary>
public sealed record FlowOptions
{
    /// <summary>Conversations followed at once; the one unused longest gives way to a new one.</summary>
    public int Capacity { get; init; } = 65_536;

    /// <summary>Conversations that ended or gave way and are kept for the report; beyond it others are counted only.</summary>
    public int Finished { get; init; } = 250_000;

    /// <summary>
    /// Whether beyond <see cref="Finished"/> each takes the place of the oldest. Else one with requests, or in which something was lost, repeated, stalled or
    /// refused, takes the place of the oldest that is plain, and all others are counted only.
    /// </summary>
    public bool KeepsLatest { get; init; }

    /// <summary>Exchanges and requests kept of each conversation, the latest.</summary>
    public int ExchangesPerFlow { get; init; } = 16_384;

    /// <summary>DNS transactions kept.</summary>
    public int DnsTransactions { get; init; } = 100_000;

    /// <summary>QUIC connections kept; 0 reads none.</summary>
    public int QuicConnections { get; init; } = 10_000;

    /// <summary>Whether requests are read from cleartext: HTTP/1.x and HTTP/2, PostgreSQL, Redis. Without it nothing is allocated for a request.</summary>
    public bool ReadRequests { get; init; } = true;

    /// <summary>Whether round trips are taken as Wireshark takes them, from segments that were sent twice too, and not by Karn's rule.</summary>
    public bool WiresharkRoundTrips { get; init; }
}
