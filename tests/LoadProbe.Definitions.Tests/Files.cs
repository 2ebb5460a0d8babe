namespace LoadProbe.Definitions.Tests;

/// <summary>The definition files beside the tests, and throw-away ones.</summary>
internal static class Files
{
    public static readonly LoadOptions WithUser = new() { Variables = new Dictionary<string, string> { ["user"] = "demo" } };

    public static string Valid(string path) => Path.Combine(AppContext.BaseDirectory, "valid", path);

    // Away from the repository, whose own probes a broken file could find.
    private static readonly string BrokenFolder = Copy(Path.Combine(AppContext.BaseDirectory, "broken"));

    public static string Broken(string path) => Path.Combine(BrokenFolder, path);

    public static Probe Probe(string path) => Good(DefinitionFiles.LoadProbe(Valid(path), WithUser));

    public static T Good<T>(Loaded<T> loaded)
        where T : class
    {
        Assert.Empty(loaded.Mistakes);
        return loaded.Value!;
    }

    private static string Copy(string folder)
    {
        string copy = Directory.CreateTempSubdirectory("broken-").FullName;
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }

    /// <summary>A mistake as a user sees it, without the folder.</summary>
    public static string Short(Mistake mistake) => Path.GetFileName(mistake.At.File) + mistake.ToString()[mistake.At.File.Length..];
}
