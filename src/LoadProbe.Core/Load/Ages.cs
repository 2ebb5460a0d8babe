namespace LoadProbe.Core;

/// <summary>How long what is under way at the end of a second has been so: of one step, or of whole journeys.</summary>
public sealed record Ages
{
    public required string Journey { get; init; }

    /// <summary>The step that each of them is at; null = of whole journeys.</summary>
    public string? Step { get; init; }

    /// <summary>Since they were due.</summary>
    public required PackedHistogram Response { get; init; }

    /// <summary>Since they were sent.</summary>
    public required PackedHistogram Service { get; init; }
}
