namespace LoadProbe.Definitions;

/// <summary>The YAML files of a folder, in an order that does not depend on the machine.</summary>
internal static class YamlFiles
{
    private const int MostLevels = 16;

    public static IReadOnlyList<string> In(string folder) => List(folder, recurse: false);

    public static IReadOnlyList<string> Under(string folder) => List(folder, recurse: true);

    private static string[] List(string folder, bool recurse)
    {
        string at = folder.Length == 0 ? "." : folder;
        if (!Reach.HasFolder(at)) return [];
        var options = new EnumerationOptions { RecurseSubdirectories = recurse, MaxRecursionDepth = MostLevels, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden };
        return [.. Directory.EnumerateFiles(at, "*", options)
            .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".yaml" or ".yml")
            .Select(f => folder.Length == 0 ? Path.GetRelativePath(at, f) : f)
            .Order(StringComparer.Ordinal)];
    }
}
