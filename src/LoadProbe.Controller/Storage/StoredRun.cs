namespace LoadProbe.Controller;

/// <summary>A run in a list.</summary>
public sealed record StoredRun(string Id, string Scenario, DateTimeOffset Started, string State, string? Verdict);
