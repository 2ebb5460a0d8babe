using System.Globalization;

namespace LoadProbe.Capture;

/// <summary>The files of a ring. Their names are its index: the time of the first packet, so that names are in the order of time.</summary>
internal sealed class RingFolder(string path)
{
    private const string Prefix = "packets-", Suffix = ".pcapng", Seconds = "yyyyMMdd'T'HHmmss";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>One file: the time of its first packet and its length.</summary>
    public readonly record struct Entry(long First, string Path, long Bytes);

    /// <summary>The oldest first; what is no file of a ring is left alone. None where the folder was taken away.</summary>
    public List<Entry> Entries()
    {
        List<Entry> entries = [];
        if (!Directory.Exists(path)) return entries;
        foreach (FileInfo file in new DirectoryInfo(path).EnumerateFiles(Prefix + "*" + Suffix))
            if (TryTime(file.Name, out long first)) entries.Add(new Entry(first, file.FullName, file.Length));
        entries.Sort((a, b) => a.First.CompareTo(b.First));
        return entries;
    }

    /// <summary>A file that only its owner may read: packets hold what was said.</summary>
    public FileStream Create(long first)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        return new FileStream(System.IO.Path.Combine(path, NameOf(first)), options);
    }

    public void Prepare()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
    }

    /// <summary>Deletes the oldest files but the newest until they hold no more than so many bytes.</summary>
    public void Prune(long bytes)
    {
        List<Entry> entries = Entries();
        long total = entries.Sum(entry => entry.Bytes);
        for (int i = 0; i < entries.Count - 1 && total > bytes; i++)
        {
            File.Delete(entries[i].Path);
            total -= entries[i].Bytes;
        }
    }

    private static string NameOf(long first)
    {
        DateTime whole = DateTime.UnixEpoch.AddTicks(first / 100);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{whole.ToString(Seconds, CultureInfo.InvariantCulture)}.{first % 1_000_000_000:D9}Z{Suffix}");
    }

    private static bool TryTime(string name, out long first)
    {
        first = 0;
        string[] parts = name[Prefix.Length..^Suffix.Length].Split('.');
        if (parts is not [{ } whole, { Length: 10 } fraction] || !fraction.EndsWith('Z')) return false;
        if (!DateTime.TryParseExact(whole, Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)) return false;
        if (!int.TryParse(fraction[..9], NumberStyles.None, CultureInfo.InvariantCulture, out int nanoseconds)) return false;
        first = (time - DateTime.UnixEpoch).Ticks * 100 + nanoseconds;
        return true;
    }
}
