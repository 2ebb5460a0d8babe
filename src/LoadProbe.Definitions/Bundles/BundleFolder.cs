namespace LoadProbe.Definitions;

/// <summary>The files of bundles on disk, each bundle's in a folder of its own, called by its hash; the newest few are kept.</summary>
internal sealed class BundleFolder(string folder)
{
    private const int MostKept = 32;

    private readonly List<string> _kept = [];

    /// <summary>The folder that holds a bundle's files; null and the reason when they cannot be written.</summary>
    public string? Write(DefinitionBundle bundle, out string? fault)
    {
        fault = null;
        string home = Path.GetFullPath(Path.Combine(folder, bundle.Hash()));
        if (_kept.Remove(home))
        {
            _kept.Add(home);
            return home;
        }

        if (bundle.Files.FirstOrDefault(f => !IsInside(f.Path)) is { } outside) return Refuse($"file {Quote.Of(outside.Path)} of the bundle is not inside it", out fault);
        try
        {
            foreach (BundledFile file in bundle.Files)
            {
                string path = Path.Combine(home, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, file.Content.ToArray());
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refuse($"the bundle cannot be written to {home}: {Quote.Line(e.Message)}", out fault);
        }

        _kept.Add(home);
        if (_kept.Count > MostKept)
        {
            Remove(_kept[0]);
            _kept.RemoveAt(0);
        }

        return home;
    }

    /// <summary>Removes the files of a bundle that turned out to be of no use.</summary>
    public void Forget(string home)
    {
        _kept.Remove(home);
        Remove(home);
    }

    public void Clear()
    {
        foreach (string home in _kept) Remove(home);
        _kept.Clear();
    }

    private static bool IsInside(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && !path.Contains('\0') && !path.Contains('\\') && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static string? Refuse(string why, out string? fault)
    {
        fault = why;
        return null;
    }

    private static void Remove(string home)
    {
        try
        {
            Directory.Delete(home, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed takes room, and nothing more.
        }
    }
}
