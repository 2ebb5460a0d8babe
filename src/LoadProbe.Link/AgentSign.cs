namespace LoadProbe.Link;

/// <summary>An agent's last sign of life.</summary>
/// <param name="Seen">By the controller's clock.</param>
/// <param name="ClockOffset">What the agent's clock lacks to the controller's; null = not known yet.</param>
/// <param name="ClockUncertainty">By how much that may be wrong.</param>
public sealed record AgentSign(DateTimeOffset Seen, TimeSpan? ClockOffset, TimeSpan? ClockUncertainty);
