using System.Globalization;

namespace LoadProbe.Probing;

/// <summary>
/// The file descriptors that connections may take. Some are kept back for the process itself: without them it could not
/// even say that it has none.
/// </summary>
internal static class Descriptors
{
    private const int KeptBack = 24;
    private const int AtLeast = 4;

    private static readonly int Allowed = Count();
    private static int _taken;

    /// <summary>Takes one for a connection, or says that there is none left.</summary>
    public static bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Allowed) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public static void GiveBack() => Interlocked.Decrement(ref _taken);

    private static int Count()
    {
        const string limits = "/proc/self/limits", open = "/proc/self/fd";
        if (!File.Exists(limits) || !Directory.Exists(open)) return int.MaxValue;
        string? line = File.ReadLines(limits).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        if (line is null || !int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture, out int limit)) return int.MaxValue;
        return Math.Max(AtLeast, limit - Directory.GetFileSystemEntries(open).Length - KeptBack);
    }
}
