namespace LoadProbe.Core;

/// <summary>
/// Web vitals and navigation timing (W3C Navigation Timing, Paint Timing, LCP, Layout Instability, Event Timing),
/// measured from the start of the navigation. Null = the browser had none, never a zero in its stead.
/// </summary>
public sealed record Vitals
{
    /// <summary>Time to first byte.</summary>
    public TimeSpan? Ttfb { get; init; }

    /// <summary>First contentful paint.</summary>
    public TimeSpan? Fcp { get; init; }

    /// <summary>Largest contentful paint so far.</summary>
    public TimeSpan? Lcp { get; init; }

    /// <summary>Cumulative layout shift: the worst session window, no unit.</summary>
    public double? Cls { get; init; }

    /// <summary>Interaction to next paint; only when there was an interaction.</summary>
    public TimeSpan? Inp { get; init; }

    public TimeSpan? DomContentLoaded { get; init; }
    public TimeSpan? Load { get; init; }
}
