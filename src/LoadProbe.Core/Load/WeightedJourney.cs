namespace LoadProbe.Core;

/// <summary>A journey and its share of the arrivals.</summary>
public sealed record WeightedJourney(Journey Journey, int Weight);
