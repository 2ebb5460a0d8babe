namespace LoadProbe.Controller;

/// <summary>What came of the wish to start a run.</summary>
/// <param name="Run">Its id; null = nothing was started.</param>
/// <param name="Refusal">Why not; null = it was.</param>
public sealed record StartAnswer(string? Run, string? Refusal);
