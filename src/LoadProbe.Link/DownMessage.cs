namespace LoadProbe.Link;

/// <summary>What a controller tells an agent.</summary>
public abstract record DownMessage;

/// <summary>The whole set of probes the agent is to run, in place of the one before.</summary>
public sealed record ProbesAssigned(IReadOnlyList<Probe> Probes) : DownMessage;

/// <summary>Get ready for a share of a run.</summary>
/// <param name="Bundle">The files that it was sent as; null = those on this machine's disk.</param>
public sealed record RunOrdered(string Run, Scenario Scenario, Segment Segment, DefinitionBundle? Bundle = null) : DownMessage;

/// <summary>The right to fire, renewed.</summary>
public sealed record LeaseRenewed(Lease Lease) : DownMessage;
