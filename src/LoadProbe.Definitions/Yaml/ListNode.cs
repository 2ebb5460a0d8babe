namespace LoadProbe.Definitions;

/// <summary>A sequence.</summary>
internal sealed class ListNode(Place at, IReadOnlyList<Node> items) : Node(at)
{
    public IReadOnlyList<Node> Items { get; } = items;

    public override string Shape => "a list";
}
