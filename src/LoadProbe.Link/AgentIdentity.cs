namespace LoadProbe.Link;

/// <summary>Who an agent is and what it can run.</summary>
/// <param name="Name">Unique in the fleet.</param>
/// <param name="Labels">Its place: region, province, city, carrier, asn.</param>
/// <param name="Abilities">browser, capture, icmp, programs: what it has found that it can do.</param>
/// <param name="Version">Of its program; null = one that did not say it yet.</param>
public sealed record AgentIdentity(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyCollection<string> Abilities, string? Version = null);
