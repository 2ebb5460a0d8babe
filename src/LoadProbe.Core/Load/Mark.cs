namespace LoadProbe.Core;

/// <summary>By what a target tells the requests of a run from those of its customers.</summary>
/// <param name="Header">Carries the run's id; null = requests carry no mark at all.</param>
public sealed record Mark(string? Header)
{
    /// <summary>What is not said.</summary>
    public static Mark Standard { get; } = new("X-LoadProbe-Run");

    /// <summary>Requests that nobody can tell from a customer's.</summary>
    public static Mark None { get; } = new((string?)null);
}
