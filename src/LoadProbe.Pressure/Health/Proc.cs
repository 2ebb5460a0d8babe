using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LoadProbe.Pressure;

/// <summary>What Linux tells of this process. Elsewhere, or where it is not to be read, the figures are zero: not known.</summary>
internal static partial class Proc
{
    private const string Files = "/proc/self/fd";

    /// <summary>Processors of the machine, whatever this process may use of them.</summary>
    public static int Processors { get; } = Math.Max(Environment.ProcessorCount, CountProcessors());

    // Asked each second, and there may be tens of thousands: since Linux 6.2 the size of their folder is their number.
    public static int OpenFiles() => SizeOf(Files) is > 0 and long size ? (int)size : Entries(Files)?.Count ?? 0;

    /// <summary>The soft limit on open file descriptors.</summary>
    public static int FileLimit() =>
        Lines("/proc/self/limits").Where(l => l.StartsWith("Max open files", StringComparison.Ordinal)).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]).FirstOrDefault() is { } limit
        && int.TryParse(limit, CultureInfo.InvariantCulture, out int files) ? files : 0;

    /// <summary>What is in a folder; null when it cannot be read: there is none, or no file descriptor is left to open it with.</summary>
    public static IReadOnlyList<string>? Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file's lines; none when it is not there: a thread that has ended since, or a kernel without it.</summary>
    public static IReadOnlyList<string> Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A short file as it is, at a tenth of what a reader of lines costs; empty when it is not there.</summary>
    public static string Short(string file)
    {
        try
        {
            using SafeFileHandle handle = File.OpenHandle(file);
            Span<byte> bytes = stackalloc byte[1024];
            return Encoding.ASCII.GetString(bytes[..RandomAccess.Read(handle, bytes, 0)]).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static long SizeOf(string path)
    {
        const int here = -100, size = 0x200, sizeAt = 40;
        Span<byte> answer = stackalloc byte[256];
        answer.Clear();
        return OperatingSystem.IsLinux() && Statx(here, path, 0, size, answer) == 0 ? MemoryMarshal.Read<long>(answer[sizeAt..]) : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> answer);

    private static int CountProcessors() => Lines("/proc/stat").Count(l => l.StartsWith("cpu", StringComparison.Ordinal) && l.Length > 3 && char.IsAsciiDigit(l[3]));
}
