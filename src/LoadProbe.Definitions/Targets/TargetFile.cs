namespace LoadProbe.Definitions;

/// <summary>A targets.yaml: names and what they stand for.</summary>
internal static class TargetFile
{
    public const string Name = "targets.yaml";

    /// <summary>What holds a root key <c>targets</c>, or nothing but mappings with an address.</summary>
    public static bool LooksLike(MappingNode root) => root["targets"] is not null
        || (root.Entries.Count > 0 && root.Entries.All(e => e.Value is MappingNode target && target["address"] is not null));

    public static IReadOnlyList<Target> Read(Source source, Mistakes mistakes)
    {
        if (source.Root is not { } root) return [];
        if (root.Entries is [{ Key.Text: "targets", Value: var inner }] && !(inner is MappingNode direct && direct["address"] is not null))
        {
            if (inner is not MappingNode names)
            {
                mistakes.Add(inner.At, $"targets is {inner.Shape}: write a mapping of names to targets");
                return [];
            }

            root = names;
        }

        if (root.Entries.Count == 0) mistakes.Add(root.At, "no targets here: write for instance broker: { address: https://broker.example.com, class: test }");
        var targets = new List<Target>();
        foreach ((TextNode name, Node value) in root.Entries)
        {
            if (string.IsNullOrWhiteSpace(name.Text)) mistakes.Add(name.At, "a target needs a name");
            if (TargetReader.Read(name.Text, value, source.Folder, mistakes) is { } target) targets.Add(target);
        }

        return targets;
    }
}
