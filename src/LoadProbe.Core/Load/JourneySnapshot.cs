namespace LoadProbe.Core;

/// <summary>How long one journey took in a second; how many ended and failed, its steps say.</summary>
public sealed record JourneySnapshot
{
    public required string Journey { get; init; }
    public required PackedHistogram Response { get; init; }
    public required PackedHistogram Service { get; init; }
}
