namespace LoadProbe.Definitions;

/// <summary>What was found wrong so far.</summary>
internal sealed class Mistakes
{
    // Nobody mends more in one go, and a hostile file could have millions.
    private const int Most = 500;

    private readonly HashSet<Mistake> _found = [];

    public int Count => _found.Count;

    public bool IsFull => _found.Count >= Most;

    public void Add(Place at, string message)
    {
        if (!IsFull) _found.Add(new Mistake(at, message));
    }

    public void Add(IEnumerable<Mistake> mistakes) => _found.UnionWith(mistakes);

    /// <summary>Each once, in the order a person would mend them.</summary>
    public IReadOnlyList<Mistake> Sorted() =>
        [.. _found.OrderBy(m => m.At.File, StringComparer.Ordinal).ThenBy(m => m.At.Line).ThenBy(m => m.At.Column).ThenBy(m => m.Message, StringComparer.Ordinal)];
}
