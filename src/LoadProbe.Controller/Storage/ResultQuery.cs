namespace LoadProbe.Controller;

/// <summary>Which results of a probe, and how many of them at most; what is null does not matter.</summary>
/// <param name="From">Started then or later.</param>
/// <param name="To">Started before.</param>
/// <param name="After">Those that follow this one, in the order that is asked for.</param>
/// <param name="OldestFirst">Else the newest.</param>
public sealed record ResultQuery(
    string Probe, int Count, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Agent = null, string? Verdict = null, string? Outcome = null, ResultPlace? After = null, bool OldestFirst = false);
