namespace LoadProbe.DemoBroker;

/// <summary>An account to the cent, to be compared with itself later: cash and what each position cost, in yuan and never rounded.</summary>
internal sealed record AccountProof(string User, decimal Cash, IReadOnlyList<HoldingProof> Positions);
