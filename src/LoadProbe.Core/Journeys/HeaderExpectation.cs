namespace LoadProbe.Core;

/// <summary>What a response header must be.</summary>
public sealed record HeaderExpectation(string Name, Match Value);
