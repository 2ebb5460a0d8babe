namespace LoadProbe.Definitions;

/// <summary>
/// Which files a load may read, and which it did read. A load runs on one thread from its beginning to its end, so its
/// reach is that thread's.
/// </summary>
internal sealed class Reach : IDisposable
{
    [ThreadStatic]
    private static Reach? _current;

    private readonly Reach? _outer = _current;
    private readonly string? _within;
    private readonly SortedSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Begins a load on this thread.</summary>
    /// <param name="within">The folder beyond which no file is seen; null = any file is.</param>
    public Reach(string? within = null)
    {
        _within = within is null ? null : Path.GetFullPath(within) + Path.DirectorySeparatorChar;
        _current = this;
    }

    /// <summary>The full paths of the files that were there when they were asked for.</summary>
    public IReadOnlyCollection<string> Read => _read;

    /// <summary>Whether the load under way may see a file or folder, which is remembered as read by it.</summary>
    public static bool HasFile(string path)
    {
        if (_current is not { } reach) return File.Exists(path);
        if (!reach.Holds(path) || !File.Exists(path)) return false;
        reach._read.Add(Path.GetFullPath(path));
        return true;
    }

    public static bool HasFolder(string path) => _current?.Holds(path) != false && Directory.Exists(path);

    public void Dispose() => _current = _outer;

    private bool Holds(string path) => _within is null
        || (path.Length > 0 && !path.Contains('\0') && (Path.GetFullPath(path) + Path.DirectorySeparatorChar).StartsWith(_within, StringComparison.Ordinal));
}
