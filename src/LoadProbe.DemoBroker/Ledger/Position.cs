namespace LoadProbe.DemoBroker;

/// <summary>What a customer holds of one instrument; negative when sold short. Average price in yuan.</summary>
internal sealed record Position(string Symbol, string Name, long Quantity, decimal AveragePrice);
