namespace LoadProbe.DemoBroker;

/// <summary>Where the demo brokerage listens and keeps its ledger.</summary>
public sealed record BrokerOptions
{
    /// <summary>The gateway's plain port on 127.0.0.1; 0 takes any free one.</summary>
    public int HttpPort { get; init; } = 7080;

    /// <summary>The gateway's TLS port on 127.0.0.1; 0 takes any free one.</summary>
    public int HttpsPort { get; init; } = 7443;

    /// <summary>The SQLite file of the ledger, the shadow's beside it; null keeps it in a temporary folder that is deleted at the end.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>How many instances of the orders service there are; the gateway gives each its turn. They share one order book.</summary>
    public int Orders { get; init; } = 1;

    /// <summary>Goes through the customers' ways before the start is over, so that the first customer is served as fast as the later ones.</summary>
    public bool Rehearse { get; init; } = true;

    /// <summary>Told the path of each request to the gateway as it comes; it must not block. Null = nobody is.</summary>
    public Action<string>? Asked { get; init; }

    /// <summary>How many orders may be open in the real book, and as many in the shadow's.</summary>
    internal int MostOpen { get; init; } = 50_000;
}
