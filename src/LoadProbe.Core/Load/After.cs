namespace LoadProbe.Core;

/// <summary>What is done when the load has ended.</summary>
public sealed record After
{
    /// <summary>Nothing is.</summary>
    public static After Nothing { get; } = new();

    /// <summary>Journeys that take back what a journey has written, one after the other; run once for each journey that was about to write.</summary>
    public IReadOnlyList<Journey> Cleanup { get; init; } = [];

    /// <summary>How long an agent tries; what is not cleaned up then is failed, and tried again when the agent next starts.</summary>
    public TimeSpan CleanupWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the target is left alone then, before customers' dials are judged.</summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>When customers have it again as before; null = that is not looked at.</summary>
    public Recovery? Recovered { get; init; }
}
