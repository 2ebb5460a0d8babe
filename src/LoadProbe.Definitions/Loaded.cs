namespace LoadProbe.Definitions;

/// <summary>What a file holds, or everything that is wrong with it.</summary>
/// <param name="Value">Null when there are mistakes.</param>
public sealed record Loaded<T>(T? Value, IReadOnlyList<Mistake> Mistakes)
    where T : class;
