namespace LoadProbe.Core;

/// <summary>Whether an agent can vote at all.</summary>
/// <param name="Labels">Its place: region, carrier and others.</param>
/// <param name="IsConnected">Whether it was heard of lately.</param>
/// <param name="IsHealthy">Whether it finds nothing wrong with itself.</param>
public sealed record AgentStanding(string Name, IReadOnlyDictionary<string, string> Labels, bool IsConnected = true, bool IsHealthy = true)
{
    public bool CanVote => IsConnected && IsHealthy;
}
