namespace LoadProbe.Core;

/// <summary>One part of a load profile, in the vocabulary that load testers know.</summary>
/// <param name="During">How long it lasts; more than zero.</param>
public abstract record LoadPhase(TimeSpan During);

/// <summary>Open model: arrivals at a constant rate, whatever the target does.</summary>
/// <param name="Rate">Arrivals a second.</param>
public sealed record Inject(double Rate, TimeSpan During) : LoadPhase(During);

/// <summary>Open model: the rate changes linearly.</summary>
/// <param name="From">Arrivals a second at the start.</param>
/// <param name="To">Arrivals a second at the end.</param>
public sealed record RampingInject(double From, double To, TimeSpan During) : LoadPhase(During);

/// <summary>Closed model: so many users, each starting again when it is done.</summary>
public sealed record KeepConstant(int Users, TimeSpan During) : LoadPhase(During);

/// <summary>Closed model: the number of users changes linearly.</summary>
public sealed record RampingConstant(int From, int To, TimeSpan During) : LoadPhase(During);

/// <summary>No load.</summary>
public sealed record Pause(TimeSpan During) : LoadPhase(During);
