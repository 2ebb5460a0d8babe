namespace LoadProbe.Definitions;

/// <summary>A probe's file made from something else.</summary>
/// <param name="Name">Of the file, without its ending.</param>
/// <param name="Yaml">What stands in it; null = it cannot be a probe, and <paramref name="Unsaid"/> says why.</param>
/// <param name="Unsaid">What it does not say, though the original did, in the order met.</param>
public sealed record ImportedProbe(string Name, string? Yaml, IReadOnlyList<string> Unsaid);
