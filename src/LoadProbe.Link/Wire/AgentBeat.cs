namespace LoadProbe.Link;

/// <summary>
/// An agent's sign of life, each second. It says all there is to know of the agent, so that a controller that comes later,
/// or comes back, needs nothing else.
/// </summary>
/// <param name="Instance">Another each time that the agent starts.</param>
/// <param name="Probes">The revision of the probes it has; null = none yet.</param>
/// <param name="ClockOffset">What its clock lacks to the controller's; null = not known yet.</param>
/// <param name="ClockUncertainty">By how much that may be wrong.</param>
/// <param name="Counts">What its end of the link has counted.</param>
/// <param name="Protocol">What it speaks; those that do not say it speak the first.</param>
public sealed record AgentBeat(AgentIdentity Agent, string Instance, string? Probes, TimeSpan? ClockOffset, TimeSpan? ClockUncertainty, LinkCounts Counts, int Protocol = 1);
