namespace LoadProbe.Core;

/// <summary>Times of one day between which a market trades.</summary>
/// <param name="From">The first moment of it.</param>
/// <param name="To">The first moment after it, on the same day.</param>
public readonly record struct TradingSession(TimeOnly From, TimeOnly To);
