namespace LoadProbe.Core;

/// <summary>The most that an agent's owner lets pressure do.</summary>
/// <param name="At">Where it stands.</param>
public sealed record Ceiling(double Most, Place At);
