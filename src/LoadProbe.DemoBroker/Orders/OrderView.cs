namespace LoadProbe.DemoBroker;

/// <summary>An order as customers see it and as the ledger keeps it; price in yuan.</summary>
internal sealed record OrderView(
    string Id, OrderState State, string Symbol, Side Side, int Quantity, int FilledQuantity, decimal Price, DateTimeOffset Accepted);
