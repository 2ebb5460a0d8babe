namespace LoadProbe.Definitions.Tests;

/// <summary>The repository.</summary>
internal static class Root
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "LoadProbe.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
