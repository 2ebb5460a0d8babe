using System.Reflection;

namespace LoadProbe.Cli;

/// <summary>A file to start from, as the program carries it.</summary>
/// <param name="Path">In the folder it is for, with slashes.</param>
/// <param name="Text">What stands in it.</param>
internal sealed record Sample(string Path, string Text)
{
    private const string Prefix = "samples/";

    /// <summary>All of them, in the order of their paths.</summary>
    public static IReadOnlyList<Sample> All { get; } = [.. Names().Select(name => new Sample(name[Prefix.Length..], Read(name)))];

    private static IEnumerable<string> Names() => Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
