namespace LoadProbe.Definitions;

/// <summary>The files of one load, each read once, and where others are found from them.</summary>
internal sealed class Sources
{
    private const long MostBytes = 1 << 20;
    private const int MostLevels = 6;

    private readonly Dictionary<string, Source> _read = [];

    public Source Read(string path)
    {
        string full = Full(path);
        if (!_read.TryGetValue(full, out Source? source)) _read[full] = source = ReadNew(path);
        return source;
    }

    /// <summary>What tells a file from others, however it was named; what cannot be a path is left as it is.</summary>
    public static string Full(string path) => path.Length == 0 || path.Contains('\0') ? path : Path.GetFullPath(path);

    /// <summary>The targets.yaml nearest above a file; null when there is none within six levels.</summary>
    public Source? Targets(Source from) =>
        Above(from.Folder).Select(f => Path.Combine(f, TargetFile.Name)).FirstOrDefault(Reach.HasFile) is { } path ? Read(path) : null;

    /// <summary>A file by a path relative to a folder or to one of those above it; null when it is in none.</summary>
    public static string? Find(string folder, string path)
    {
        if (path.Contains('\0')) return null;
        if (Path.IsPathRooted(path)) return Reach.HasFile(path) ? path : null;
        return Above(folder).Select(f => Path.Combine(f, path)).FirstOrDefault(Reach.HasFile);
    }

    /// <summary>A folder and those above it, written the way the first one is.</summary>
    public static IEnumerable<string> Above(string folder)
    {
        string? full = Path.GetFullPath(folder.Length == 0 ? "." : folder);
        bool relative = !Path.IsPathRooted(folder);
        for (int level = 0; level <= MostLevels && full is not null; level++, full = Path.GetDirectoryName(full))
        {
            string shown = relative ? Path.GetRelativePath(".", full) : full;
            yield return shown == "." ? "" : shown;
        }
    }

    private static Source ReadNew(string path)
    {
        var mistakes = new Mistakes();
        var start = new Place(path, 1, 1);
        MappingNode? root = null;
        if (TextFile.Read(path, MostBytes, out string? fault) is not { } text) mistakes.Add(start, fault!);
        else if (YamlReader.Read(text, path, mistakes) is { } node)
        {
            root = node as MappingNode;
            if (node.IsNull) mistakes.Add(start, "the file is empty");
            else if (root is null) mistakes.Add(node.At, $"the file is {node.Shape}: write a mapping, for instance target: broker");
        }

        return new Source(path, root, mistakes.Sorted());
    }
}
