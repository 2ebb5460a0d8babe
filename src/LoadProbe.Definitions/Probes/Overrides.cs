namespace LoadProbe.Definitions;

/// <summary>What a scenario says over the journeys it names.</summary>
internal sealed record Overrides
{
    /// <summary>Null = each its own.</summary>
    public Target? Target { get; init; }

    public IReadOnlyDictionary<string, IStartValue> Variables { get; init; } = new Dictionary<string, IStartValue>();
}
