namespace LoadProbe.Definitions;

/// <summary>
/// The keys of one kind of mapping: the one source of what the reader accepts, what it suggests, and what the JSON
/// Schemas in docs/schema say.
/// </summary>
internal sealed class KeyTable(string name, params Key[] keys)
{
    public string Name { get; } = name;

    public IReadOnlyList<Key> Keys { get; } = keys;

    /// <summary>Keys of which one must be there: all that are named here at once, any one of them.</summary>
    public IReadOnlyList<string> OneOf { get; init; } = [];

    /// <summary>Keys that must be there.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    public IEnumerable<string> Names => Keys.Select(k => k.Name);

    public bool Has(string key) => Keys.Any(k => k.Name == key);
}
