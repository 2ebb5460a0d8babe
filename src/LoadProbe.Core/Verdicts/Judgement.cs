namespace LoadProbe.Core;

/// <summary>How a probe stands at an instant.</summary>
/// <param name="Since">When it began to stand so.</param>
/// <param name="Incident">The newest one, open or closed; null = there was none.</param>
/// <param name="HasNews">Whether the incident opened, closed or changed since the look before.</param>
public sealed record Judgement(ProbeState State, DateTimeOffset Since, Poll Poll, Incident? Incident, bool HasNews);
