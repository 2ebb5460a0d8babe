namespace LoadProbe.Link;

/// <summary>How a link fares, as the controller's end sees it.</summary>
/// <param name="IsOpen">Whether anything can be said over it now.</param>
/// <param name="Pending">Messages handed over that are in no safe hands yet.</param>
/// <param name="Counts">What this end has counted.</param>
/// <param name="Signs">The last sign of life of each agent that has not left.</param>
public sealed record LinkState(bool IsOpen, long Pending, LinkCounts Counts, IReadOnlyList<AgentSign> Signs);
