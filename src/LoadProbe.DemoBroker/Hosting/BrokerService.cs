namespace LoadProbe.DemoBroker;

/// <summary>The four services of the brokerage.</summary>
internal enum BrokerService
{
    Gateway,
    Quotes,
    Orders,
    Ledger,
}
