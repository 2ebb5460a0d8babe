namespace LoadProbe.Definitions;

/// <summary>A blackbox_exporter's configuration file, as it is.</summary>
internal static class BlackboxFile
{
    private const long MostBytes = 1 << 20;

    public static Loaded<BlackboxModules> Load(string path)
    {
        var mistakes = new Mistakes();
        var start = new Place(path, 1, 1);
        var modules = new List<BlackboxModule>();
        if (TextFile.Read(path, MostBytes, out string? fault) is not { } text) mistakes.Add(start, fault!);
        else if (YamlReader.Read(text, path, mistakes, new Anchors()) is { } root)
        {
            if (root.IsNull) mistakes.Add(start, "the file is empty");
            else if (BlackboxFields.Of(root, "the file", BlackboxKeys.File, mistakes) is { } file) modules.AddRange(Modules(file));
        }

        return new Loaded<BlackboxModules>(mistakes.Count == 0 ? new BlackboxModules(modules) : null, mistakes.Sorted());
    }

    private static IEnumerable<BlackboxModule> Modules(BlackboxFields file)
    {
        IReadOnlyList<KeyValuePair<TextNode, Node>> entries = file.Entries("modules");
        if (entries.Count == 0 && file.Mistakes.Count == 0) file.Mistakes.Add(file.At, "no modules here: write for instance modules: { http_2xx: { prober: http } }");
        foreach ((TextNode name, Node node) in entries)
        {
            string what = $"module {Quote.Bare(name.Text)}";
            if (node.IsNull) file.Mistakes.Add(name.At, $"{what} has no prober: write for instance {{ prober: http }}");
            else if (BlackboxFields.Of(node, what, BlackboxKeys.Module, file.Mistakes) is { } fields && BlackboxModuleReader.Read(name.Text, fields) is { } module) yield return module;
        }
    }
}
