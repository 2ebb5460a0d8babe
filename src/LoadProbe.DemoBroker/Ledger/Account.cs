namespace LoadProbe.DemoBroker;

/// <summary>A customer's cash in yuan and positions; a demo account trades on margin, so cash may be negative.</summary>
internal sealed record Account(string User, decimal Cash, IReadOnlyList<Position> Positions);
