namespace LoadProbe.Definitions;

/// <summary>One file as it was read.</summary>
/// <param name="Path">As the user named it, or as seen from what the user named.</param>
/// <param name="Root">Null when it holds no mapping; <paramref name="Mistakes"/> say why.</param>
internal sealed record Source(string Path, MappingNode? Root, IReadOnlyList<Mistake> Mistakes)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? "";

    public Place Start => new(Path, 1, 1);

    public string DefaultName => System.IO.Path.GetFileNameWithoutExtension(Path);
}
