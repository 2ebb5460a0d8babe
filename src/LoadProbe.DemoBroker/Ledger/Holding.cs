namespace LoadProbe.DemoBroker;

/// <summary>A position in whole cents: signed quantity and what it cost (negative when sold short).</summary>
internal readonly record struct Holding(long Quantity, long CostCents)
{
    /// <summary>After a trade of <paramref name="signed"/> shares: closing takes out at average cost, the rest opens at the price.</summary>
    public Holding After(long signed, long priceCents)
    {
        var closing = Math.Sign(signed) == -Math.Sign(Quantity) ? Math.Min(Math.Abs(signed), Math.Abs(Quantity)) : 0;
        var costOut = closing == 0 ? 0 : (long)Math.Round((decimal)CostCents * closing / Math.Abs(Quantity));
        var opening = signed - Math.Sign(signed) * closing;
        return new Holding(Quantity + signed, CostCents - costOut + opening * priceCents);
    }
}
