using System.Text.Json.Serialization;

namespace LoadProbe.Core;

/// <summary>One part of a load profile, in the vocabulary that load testers know.</summary>
/// <remarks>The kinds that a lease may carry, those of a search, have a name on the wire.</remarks>
/// <param name="During">How long it lasts; more than zero.</param>
[JsonDerivedType(typeof(Pause), "pause")]
[JsonDerivedType(typeof(RampAndHold), "ramp_and_hold")]
public abstract record LoadPhase(TimeSpan During);

/// <summary>No load.</summary>
public sealed record Pause(TimeSpan During) : LoadPhase(During);
