namespace LoadProbe.Definitions;

/// <summary>What the requests of a run carry, so that the target knows them.</summary>
internal static class MarkReader
{
    // What these say is not ours to say.
    private static readonly string[] Taken =
        ["Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Upgrade", "TE", "Cookie", "Authorization", "User-Agent", "baggage", "traceparent", "tracestate"];

    /// <summary>Null when it is not said, or badly.</summary>
    public static Mark? Read(Node? node, Mistakes mistakes)
    {
        if (node is null) return null;
        if (node is TextNode { Text: "none" }) return Mark.None;
        if (node is not MappingNode)
        {
            mistakes.Add(node.At, $"mark is {(node is TextNode { IsNull: false } text ? Quote.Of(text.Text) : node.Shape)}: write mark: {{ header: {Mark.Standard.Header} }}, or none");
            return null;
        }

        Fields fields = Fields.Of(node, "mark", TargetKeys.Mark, mistakes);
        if (!fields.Needs("header", $"header: {Mark.Standard.Header}") || fields.Text("header") is not { } header || !Headers.IsName(header, fields["header"]!.At, mistakes)) return null;
        if (!Taken.Contains(header, StringComparer.OrdinalIgnoreCase)) return new Mark(header);
        mistakes.Add(fields["header"]!.At, $"header {header} says something else already: write one of your own, for instance {Mark.Standard.Header}");
        return null;
    }
}
