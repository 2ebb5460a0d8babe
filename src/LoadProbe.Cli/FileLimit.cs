using System.Globalization;

namespace LoadProbe.Cli;

/// <summary>
/// Whether this process may open enough files to run at all: each assembly, the store and every connection takes one, and
/// a process that has none left cannot even say so.
/// </summary>
internal static class FileLimit
{
    private const int Needed = 200;

    /// <summary>What to tell the user; null when there are enough, or the system does not say.</summary>
    public static string? Fault() => Read() is { } limit && limit < Needed
        ? $"invalid: file descriptors: this process may open {limit}, and a run needs {Needed} and one for each journey in flight: raise the limit with ulimit -n"
        : null;

    /// <summary>How many this process may open; null when there is no limit, or the system does not say.</summary>
    public static int? Read()
    {
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits)) return null;
        string? line = File.ReadLines(limits).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        return line is not null && int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture, out int limit) ? limit : null;
    }
}
