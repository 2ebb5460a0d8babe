namespace LoadProbe.Core;

/// <summary>One part of a load profile, in the vocabulary that load testers know.</summary>
/// <param name="During">How long it lasts; more than zero.</param>
public abstract record LoadPhase(TimeSpan During);

/// <summary>No load.</summary>
public sealed record Pause(TimeSpan During) : LoadPhase(During);
