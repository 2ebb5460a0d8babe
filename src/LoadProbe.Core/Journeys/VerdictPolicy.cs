namespace LoadProbe.Core;

/// <summary>When a failure counts.</summary>
/// <param name="Retry">Further attempts after a failed one; the last attempt counts.</param>
/// <param name="Failures">With <paramref name="Window"/>: this many of the last <paramref name="Window"/> runs on an agent must fail.</param>
/// <param name="Window">See <paramref name="Failures"/>.</param>
public sealed record VerdictPolicy(int Retry = 0, int Failures = 1, int Window = 1)
{
    /// <summary>How many agents must agree; with <see cref="By"/> how many values of that label.</summary>
    public Quorum Quorum { get; init; } = Quorum.One;

    /// <summary>The label whose values vote (region, carrier), and no single agents; null = agents do.</summary>
    public string? By { get; init; }

    /// <summary>How long the bad, and the good, must last before the state changes.</summary>
    public TimeSpan For { get; init; }

    /// <summary>A run that passed and took longer was slow; null = none is.</summary>
    public TimeSpan? Degraded { get; init; }

    /// <summary>How bad it is when the target is down.</summary>
    public Severity Severity { get; init; } = Severity.Critical;
}
