using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace LoadProbe.Agent;

/// <summary>
/// An outbox on disk: JSON, a line each, and only ever longer. It is its process's alone for as long as it is open. What a crash
/// left of the last line is cut off.
/// </summary>
internal sealed class OutboxFile : IDisposable
{
    public const string Ending = ".outbox";
    private const int MostLine = 64 << 20;
    private const int Buffer = 64 << 10;
    private static readonly byte[] End = "\n"u8.ToArray();

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _handle;
    private readonly HashSet<long> _done = [];
    private long _length;
    private long _begin;

    private OutboxFile(string path, SafeFileHandle handle, OutboxHead head) => (Path, _handle, Head) = (path, handle, head);

    public string Path { get; }

    public OutboxHead Head { get; }

    /// <summary>Entries that are to be cleaned up after.</summary>
    public long Left { get; private set; }

    /// <summary>Lines that cannot be read, though they are whole: whatever was in them is not cleaned up after.</summary>
    public long Unreadable { get; private set; }

    private long Last { get; set; }

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static OutboxFile Create(string folder, OutboxHead head)
    {
        Directory.CreateDirectory(folder);
        string path = System.IO.Path.Combine(folder, head.Run + Ending);
        // One that an agent before could not clean up after is kept beside it.
        for (int n = 2; File.Exists(path); n++) path = System.IO.Path.Combine(folder, $"{head.Run}-{n}{Ending}");
        SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        // The values of variables are in it.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var file = new OutboxFile(path, handle, head);
        try
        {
            file.Append([new OutboxLine(Head: head)], sync: true);
            return file;
        }
        catch (IOException)
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>One that another process left, with what is still to be done; null when it is none of this version.</summary>
    /// <exception cref="IOException">Somebody has it open, or it cannot be read.</exception>
    public static OutboxFile? Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        OutboxFile? file = null;
        try
        {
            foreach ((OutboxLine? line, long end) in Lines(handle, long.MaxValue))
            {
                if (file is null && line?.Head is not { Version: OutboxHead.Current }) break;
                file ??= new OutboxFile(path, handle, line!.Head!);
                file._length = end;
                file.Count(line);
            }

            if (file is not null && RandomAccess.GetLength(handle) > file._length) RandomAccess.SetLength(handle, file._length);
            return file;
        }
        finally
        {
            if (file is null) handle.Dispose();
        }
    }

    /// <summary>Puts entries on the disk, all of them or none; their numbers follow on those before.</summary>
    /// <exception cref="IOException">They are not on it.</exception>
    public void Add(IReadOnlyList<OutboxEntry> entries)
    {
        Append([.. entries.Select((e, i) => new OutboxLine(Entry: e with { Number = Last + 1 + i }))], sync: true);
        Last += entries.Count;
        Left += entries.Count;
    }

    /// <summary>An entry was cleaned up after. Lost in a power cut, it is done once more.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void MarkDone(long number)
    {
        lock (_lock) Left--;
        Append([new OutboxLine(Done: number)], sync: false);
    }

    /// <summary>The entries that were left when it was opened, or that were added since, in order.</summary>
    public IEnumerable<OutboxEntry> Entries()
    {
        foreach ((OutboxLine? line, _) in Lines(_handle, _length, _begin))
        {
            if (line?.Entry is { } entry && !_done.Contains(entry.Number)) yield return entry;
        }
    }

    /// <summary>Passes over what it has so far, if nothing of that is left.</summary>
    public void Forget()
    {
        if (Left == 0) _begin = _length;
    }

    /// <summary>Removes it: nothing is left to be done.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _handle.Dispose();

    private static IEnumerable<(OutboxLine? Line, long End)> Lines(SafeFileHandle handle, long upTo, long begin = 0)
    {
        byte[] buffer = new byte[Buffer];
        (long at, int have) = (begin, 0);
        while (true)
        {
            int read = RandomAccess.Read(handle, buffer.AsSpan(have), at + have);
            have += read;
            int from = 0;
            while (buffer.AsSpan(from, have - from).IndexOf(End) is >= 0 and int length)
            {
                if (at + from + length >= upTo) yield break;
                OutboxLine? line = Read(buffer.AsSpan(from, length));
                from += length + 1;
                yield return (line, at + from);
            }

            if (read == 0) yield break;
            buffer.AsSpan(from, have - from).CopyTo(buffer);
            (at, have) = (at + from, have - from);
            if (have < buffer.Length) continue;
            if (buffer.Length >= MostLine) yield break;
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private static OutboxLine? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, OutboxJson.Default.OutboxLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Count(OutboxLine? line)
    {
        if (line is null) Unreadable++;
        if (line?.Entry is { } entry) (Left, Last) = (Left + 1, Math.Max(Last, entry.Number));
        if (line?.Done is { } done && _done.Add(done)) Left--;
    }

    private void Append(IReadOnlyList<OutboxLine> lines, bool sync)
    {
        using var bytes = new MemoryStream();
        foreach (OutboxLine line in lines)
        {
            JsonSerializer.Serialize(bytes, line, OutboxJson.Default.OutboxLine);
            bytes.Write(End);
        }

        lock (_lock)
        {
            try
            {
                RandomAccess.Write(_handle, bytes.GetBuffer().AsSpan(0, (int)bytes.Length), _length);
                if (sync) RandomAccess.FlushToDisk(_handle);
            }
            catch (IOException)
            {
                // The part that was written takes room, and is no line.
                RandomAccess.SetLength(_handle, _length);
                throw;
            }

            _length += bytes.Length;
        }
    }
}
