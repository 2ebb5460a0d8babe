namespace LoadProbe.Core;

/// <summary>Somebody who is told of incidents.</summary>
public abstract record Receiver
{
    public required Place At { get; init; }

    /// <summary>What routes and metrics call it.</summary>
    public required string Name { get; init; }
}
