namespace LoadProbe.DemoBroker;

/// <summary>The end of an order: filled or cancelled, with what was filled until then.</summary>
internal sealed record Settlement(string Id, OrderState State, int FilledQuantity);
