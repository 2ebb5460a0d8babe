using System.Text.Json.Serialization;

namespace LoadProbe.Link;

/// <summary>What goes down a link between processes: definitions as the files they were written in.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ProbesSent), "probes")]
[JsonDerivedType(typeof(RunSent), "run")]
[JsonDerivedType(typeof(LeaseSent), "lease")]
public abstract record SentDown;

/// <summary>The whole set of probes the agent is to run.</summary>
/// <param name="Revision">Tells one set from another.</param>
public sealed record ProbesSent(string Revision, DefinitionBundle Bundle) : SentDown;

/// <summary>Get ready for a share of a run.</summary>
/// <param name="Plan">The bundle's hash, which leases name.</param>
/// <param name="Epoch">In which the controller leads that orders it.</param>
public sealed record RunSent(string Run, string Plan, DefinitionBundle Bundle, Segment Segment, long Epoch) : SentDown;

/// <summary>The right to fire, renewed.</summary>
/// <param name="Plan">What may be fired.</param>
/// <param name="SentAt">By the controller's clock.</param>
public sealed record LeaseSent(Lease Lease, string Plan, DateTimeOffset SentAt) : SentDown;
