namespace LoadProbe.Definitions;

/// <summary>
/// A mapping read by its table of keys: a key that the table does not have is reported at once, with the one that was
/// probably meant. Asking for a key that is not in the table is our bug.
/// </summary>
internal sealed class Fields
{
    private readonly Dictionary<string, Node> _values = [];
    private readonly KeyTable _table;
    private readonly bool _isMapping;

    private Fields(Node node, KeyTable table, Mistakes mistakes)
    {
        (At, _table, Mistakes, _isMapping) = (node.At, table, mistakes, node is MappingNode);
        foreach ((TextNode key, Node value) in node is MappingNode mapping ? mapping.Entries : [])
        {
            if (table.Has(key.Text)) _values[key.Text] = value;
            else mistakes.Add(key.At, $"unknown key {Quote.Of(key.Text)}: {Spelling.Hint(key.Text, table.Names)}Known here: {string.Join(", ", table.Names)}");
        }
    }

    public Place At { get; }

    public Mistakes Mistakes { get; }

    public Node? this[string key] => _table.Has(key) ? _values.GetValueOrDefault(key) : throw new KeyNotFoundException($"{key} is not in the table {_table.Name}");

    /// <summary>Anything but a mapping is reported and read as an empty one.</summary>
    public static Fields Of(Node node, string what, KeyTable table, Mistakes mistakes)
    {
        if (node is not MappingNode) mistakes.Add(node.At, $"{what} is {node.Shape}: write a mapping with {string.Join(", ", table.Names)}");
        return new Fields(node, table, mistakes);
    }

    public bool Has(string key) => this[key] is not null;

    public string? Text(string key) => this[key] is { } node ? Scalars.Text(node, key, Mistakes) : null;

    /// <summary>Longer than zero unless <paramref name="min"/> says otherwise, and at most a day unless <paramref name="max"/> does.</summary>
    public TimeSpan? Duration(string key, TimeSpan? min = null, TimeSpan? max = null) =>
        this[key] is { } node ? Scalars.Duration(node, key, Mistakes, min ?? TimeSpan.FromTicks(1), max ?? TimeSpan.FromHours(24)) : null;

    public double? Rate(string key, bool zero = false) => this[key] is { } node ? Scalars.Rate(node, key, Mistakes, zero) : null;

    public int? Whole(string key, int min, int max) => this[key] is { } node ? Scalars.Whole(node, key, Mistakes, min, max) : null;

    public double? Number(string key) => this[key] is { } node ? Scalars.Number(node, key, Mistakes) : null;

    public bool? Flag(string key) => this[key] is { } node ? Scalars.Flag(node, key, Mistakes) : null;

    public TimeZoneInfo? Zone(string key) => this[key] is { } node ? Scalars.Zone(node, key, Mistakes) : null;

    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct => this[key] is { } node ? Scalars.Choice(node, key, Mistakes, words) : null;

    /// <summary>The entries of a mapping with keys of the user's own.</summary>
    public IReadOnlyList<KeyValuePair<TextNode, Node>> Entries(string key) => this[key] switch
    {
        null => [],
        MappingNode mapping => mapping.Entries,
        { } node => Wrong(node, key, "a mapping of names to values"),
    };

    /// <summary>The items of a list; a single value is a list of one.</summary>
    public IReadOnlyList<Node> Items(string key) => this[key] switch
    {
        null => [],
        ListNode list => list.Items,
        TextNode { IsNull: false } text => [text],
        { } node => [.. Wrong(node, key, "a list").Select(e => e.Value)],
    };

    /// <summary>Whether the key is there; reported when it is not, unless the whole mapping is missing and that was said.</summary>
    public bool Needs(string key, string example)
    {
        if (Has(key)) return true;
        Report($"{key} is missing: write for instance {example}");
        return false;
    }

    /// <summary>A mistake of the mapping as a whole; none when it is no mapping, which was reported already.</summary>
    public void Report(string message)
    {
        if (_isMapping) Mistakes.Add(At, message);
    }

    private IReadOnlyList<KeyValuePair<TextNode, Node>> Wrong(Node node, string key, string wanted)
    {
        Mistakes.Add(node.At, $"{key} is {node.Shape}: write {wanted}");
        return [];
    }
}
