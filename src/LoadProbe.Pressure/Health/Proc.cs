using System.Globalization;

namespace LoadProbe.Pressure;

/// <summary>What Linux tells of this process. Elsewhere, or where it is not to be read, the figures are zero: not known.</summary>
internal static class Proc
{
    /// <summary>Processors of the machine, whatever this process may use of them.</summary>
    public static int Processors { get; } = Math.Max(Environment.ProcessorCount, CountProcessors());

    public static int OpenFiles() => Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    /// <summary>The soft limit on open file descriptors.</summary>
    public static int FileLimit() =>
        Lines("/proc/self/limits").Where(l => l.StartsWith("Max open files", StringComparison.Ordinal)).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]).FirstOrDefault() is { } limit
        && int.TryParse(limit, CultureInfo.InvariantCulture, out int files) ? files : 0;

    public static IReadOnlyList<string> Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A thread that has ended since, or a kernel without it.
            return [];
        }
    }

    private static int CountProcessors() => Lines("/proc/stat").Count(l => l.StartsWith("cpu", StringComparison.Ordinal) && l.Length > 3 && char.IsAsciiDigit(l[3]));
}
