namespace LoadProbe.DemoBroker;

/// <summary>The market's view of one instrument; prices in yuan, two decimals.</summary>
internal sealed record Quote(string Symbol, string Name, decimal Last, decimal Open, decimal ChangePercent, long Volume, DateTimeOffset Time);
