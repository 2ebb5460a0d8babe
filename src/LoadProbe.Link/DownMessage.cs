namespace LoadProbe.Link;

/// <summary>What a controller tells an agent.</summary>
public abstract record DownMessage;

/// <summary>The whole set of probes the agent is to run, in place of the one before.</summary>
public sealed record ProbesAssigned(IReadOnlyList<Probe> Probes) : DownMessage;

/// <summary>Get ready for a share of a run.</summary>
public sealed record RunOrdered(string Run, Scenario Scenario, Segment Segment) : DownMessage;

/// <summary>The right to fire, renewed.</summary>
public sealed record LeaseRenewed(Lease Lease) : DownMessage;
