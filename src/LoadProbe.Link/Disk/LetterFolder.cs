using System.Globalization;

namespace LoadProbe.Link;

/// <summary>
/// Letters that wait on disk, in the order in which they came, in files of a few megabytes; a file whose letters have been
/// delivered is deleted. One process at a time has the folder. What the disk does not do is an <see cref="IOException"/>.
/// </summary>
internal sealed class LetterFolder : IDisposable
{
    private const string Ending = ".letters";
    private const long MostOfFile = 4 << 20;
    private const long LeastToEmpty = 64 << 10;

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly List<LetterFile> _files = [];
    private long _next;
    private bool _dirty;

    private LetterFolder(string folder, FileStream held) => (_folder, _lock) = (folder, held);

    /// <summary>Letters that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that they take.</summary>
    public long Bytes => _files.Sum(f => f.Length - f.Delivered);

    /// <param name="tell">Hears of what cannot be read.</param>
    public static LetterFolder Open(string folder, Action<string> tell)
    {
        SecretFile.MakeFolder(folder);
        var opened = new LetterFolder(folder, new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            string[] paths = Directory.GetFiles(folder, $"*{Ending}*");
            // What is set aside keeps its number.
            opened._next = paths.Select(NumberOf).DefaultIfEmpty(-1).Max() + 1;
            foreach (string path in paths.Where(p => p.EndsWith(Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal)) opened.Take(path, tell);
            return opened;
        }
        catch (Exception e) when (IsFault(e))
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Whether an error is only the disk's.</summary>
    public static bool IsFault(Exception e) => e is IOException or UnauthorizedAccessException;

    public void Append(Letter letter)
    {
        if (_files is not [.., { } last] || last.Length >= MostOfFile) _files.Add(last = LetterFile.Create(Path.Combine(_folder, $"{_next++.ToString("d16", CultureInfo.InvariantCulture)}{Ending}")));
        last.Append(letter);
        Count++;
        _dirty = true;
    }

    /// <summary>The oldest letters, each with where it lies.</summary>
    public void Read(List<Waiting> into, int most)
    {
        foreach (LetterFile file in _files)
        {
            for (long at = file.Delivered; at < file.Length && into.Count < most;)
            {
                (Letter letter, at) = file.ReadAt(at) ?? throw new IOException($"{file.Path} is not any more what was written to it");
                into.Add(new Waiting(letter, file, at));
            }
        }
    }

    /// <summary>A letter was delivered, and so were those before it.</summary>
    public void Delivered(LetterFile file, long end)
    {
        if (!_files.Contains(file)) return;
        Count--;
        file.MarkDelivered(end);
        if (!file.IsDelivered) return;
        if (file != _files[^1])
        {
            _files.Remove(file);
            file.Dispose();
            File.Delete(file.Path);
        }
        else if (file.Length >= LeastToEmpty)
        {
            file.Empty();
        }
    }

    /// <summary>Whether somebody deleted the files under way.</summary>
    public bool IsGone() => !File.Exists(_lock.Name) || _files.Any(f => !File.Exists(f.Path));

    /// <summary>The file with what is not certain to be on the disk yet; null = none is.</summary>
    public LetterFile? Unsynced()
    {
        if (!_dirty) return null;
        _dirty = false;
        return _files[^1];
    }

    public void Dispose()
    {
        foreach (LetterFile file in _files) file.Dispose();
        _lock.Dispose();
    }

    private static long NumberOf(string path) => long.TryParse(Path.GetFileName(path).Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;

    private void Take(string path, Action<string> tell)
    {
        LetterFile? file = LetterFile.Open(path, out int left, out long torn);
        if (file is null)
        {
            // It may be of a later version, and wanted again.
            File.Move(path, $"{path}.aside", overwrite: true);
            tell($"{path} is not of this version: it is set aside as {Path.GetFileName(path)}.aside");
            return;
        }

        if (torn > 0) tell($"{path}: {torn} bytes at its end were not written to the end, and are cut off");
        Count += left;
        _files.Add(file);
    }
}

/// <summary>A letter that waits.</summary>
/// <param name="File">Where it lies on disk; null = in memory.</param>
/// <param name="End">Where it ends there.</param>
internal readonly record struct Waiting(Letter Letter, LetterFile? File = null, long End = 0);
