namespace LoadProbe.Core;

/// <summary>What the value at a path of a JSON answer must be.</summary>
public sealed record JsonExpectation(JsonPath Path, Match Value);
