namespace LoadProbe.Link;

/// <summary>What an agent's last sign of life said of its end.</summary>
/// <param name="Seen">By the controller's clock.</param>
/// <param name="ClockOffset">What the agent's clock lacks to the controller's; null = not known yet.</param>
/// <param name="ClockUncertainty">By how much that may be wrong.</param>
/// <param name="Counts">What its end of the link has counted since it started.</param>
public sealed record AgentSign(string Agent, DateTimeOffset Seen, TimeSpan? ClockOffset, TimeSpan? ClockUncertainty, LinkCounts Counts);
