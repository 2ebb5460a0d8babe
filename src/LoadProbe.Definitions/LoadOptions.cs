namespace LoadProbe.Definitions;

/// <summary>What the command line says over the files.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// The address to use instead of that of the file's target, whose class, owner, caps, allow-list and TLS settings
    /// stay. Where no target is known: one named <c>target</c>, of class dev on this machine and prod elsewhere.
    /// </summary>
    public Uri? Target { get; init; }

    /// <summary>Values over <c>vars</c>, taken literally.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
