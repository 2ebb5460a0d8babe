namespace LoadProbe.DemoBroker;

/// <summary>A position as the ledger keeps it: signed quantity and what it cost in yuan.</summary>
internal sealed record HoldingProof(string Symbol, long Quantity, decimal Cost);
