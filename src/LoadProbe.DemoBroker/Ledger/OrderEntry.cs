namespace LoadProbe.DemoBroker;

/// <summary>What the orders service writes into the ledger when it accepts an order.</summary>
internal sealed record OrderEntry(string User, OrderView Order);
