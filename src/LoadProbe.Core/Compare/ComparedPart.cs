namespace LoadProbe.Core;

/// <summary>The journeys of two runs, or a step that both have.</summary>
/// <param name="Step">Null = the journeys as a whole.</param>
/// <param name="Times">response and service, or one of them where they are the same.</param>
public sealed record ComparedPart(string? Step, Sample A, Sample B, IReadOnlyList<string> Times);
