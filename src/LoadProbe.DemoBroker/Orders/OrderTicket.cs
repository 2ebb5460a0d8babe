namespace LoadProbe.DemoBroker;

/// <summary>An order as a customer writes it; without a price it is taken at the last one.</summary>
internal sealed record OrderTicket(string? Symbol, string? Side, int? Quantity, decimal? Price)
{
    private const int LargestQuantity = 1_000_000;
    private const decimal HighestPrice = 100_000m;

    /// <summary>Every reason why this ticket cannot be an order; empty when it can.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (Instrument.Find(Symbol) is null)
            errors.Add(Symbol is null ? "symbol: is missing" : $"symbol: '{Symbol}' is not traded here");
        if (Side is not ("buy" or "sell"))
            errors.Add(Side is null ? "side: is missing; buy or sell is expected" : $"side: is '{Side}'; buy or sell is expected");
        if (Quantity is null or < 1 or > LargestQuantity)
            errors.Add(Quantity is null ? "quantity: is missing" : $"quantity: is {Quantity}; 1 to {LargestQuantity} is expected");
        if (Price is <= 0 or > HighestPrice || Price is { } price && decimal.Round(price, 2) != price)
            errors.Add($"price: is {Price}; over 0 up to {HighestPrice} with at most two decimals is expected");
        return errors;
    }
}
