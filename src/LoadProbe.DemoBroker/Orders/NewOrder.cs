namespace LoadProbe.DemoBroker;

/// <summary>What the gateway hands to the orders service: checked, priced, with its owner.</summary>
internal sealed record NewOrder(string User, string Symbol, Side Side, int Quantity, decimal Price);
