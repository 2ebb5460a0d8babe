namespace LoadProbe.Definitions;

/// <summary>Keys and values, in the order of the file; no key stands twice.</summary>
internal sealed class MappingNode(Place at, IReadOnlyList<KeyValuePair<TextNode, Node>> entries) : Node(at)
{
    public IReadOnlyList<KeyValuePair<TextNode, Node>> Entries { get; } = entries;

    public override string Shape => "a mapping";

    public Node? this[string key] => Entries.FirstOrDefault(e => e.Key.Text == key).Value;
}
