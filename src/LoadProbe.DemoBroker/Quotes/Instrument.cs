namespace LoadProbe.DemoBroker;

/// <summary>What can be traded, with the price it opens at.</summary>
internal sealed record Instrument(string Symbol, string Name, decimal Open)
{
    public static readonly IReadOnlyList<Instrument> All =
    [
        new("600519", "Kweichow Moutai", 1480.00m),
        new("000001", "Ping An Bank", 11.42m),
        new("601318", "Ping An Insurance", 54.10m),
        new("600036", "China Merchants Bank", 43.25m),
        new("000858", "Wuliangye Yibin", 128.60m),
        new("601166", "Industrial Bank", 21.37m),
        new("600900", "China Yangtze Power", 28.15m),
        new("000333", "Midea Group", 74.80m),
        new("300750", "CATL", 262.40m),
        new("601398", "ICBC", 7.05m),
        new("601288", "Agricultural Bank of China", 5.61m),
        new("600276", "Hengrui Pharmaceuticals", 52.33m),
        new("002594", "BYD", 334.90m),
        new("600030", "CITIC Securities", 27.46m),
        new("601012", "LONGi Green Energy", 15.88m),
        new("000651", "Gree Electric Appliances", 45.72m),
        new("600887", "Yili Industrial", 28.94m),
        new("601899", "Zijin Mining", 18.06m),
        new("002415", "Hikvision", 29.51m),
        new("600000", "SPD Bank", 10.63m),
    ];

    private static readonly Dictionary<string, Instrument> BySymbol = All.ToDictionary(i => i.Symbol);

    public static Instrument? Find(string? symbol) => symbol is null ? null : BySymbol.GetValueOrDefault(symbol);
}
