using LoadProbe.Definitions;

namespace LoadProbe.Cli;

/// <summary>Where probes that were made go: a file each in a folder, or standard output. What is there already is never written over.</summary>
internal static class ImportedFiles
{
    /// <summary>Why none can be written; null = they can.</summary>
    public static string? Fault(IReadOnlyList<ImportedProbe> probes, string? folder) =>
        folder is not null && probes.Select(p => FileOf(p, folder)).FirstOrDefault(File.Exists) is { } there ? $"{there} is there already: move it away, or say another folder with --to" : null;

    /// <summary>Writes them, and says of each what it could not say.</summary>
    public static async Task WriteAsync(IReadOnlyList<ImportedProbe> probes, string? folder, CancellationToken token)
    {
        foreach (ImportedProbe probe in probes)
        {
            foreach (string unsaid in probe.Unsaid) Screen.Complain($"{probe.Name}: {unsaid}");
            if (probe.Yaml is not { } yaml) continue;
            if (folder is null)
            {
                await Console.Out.WriteAsync($"# file: {probe.Name}.yaml\n{yaml}\n");
                continue;
            }

            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(FileOf(probe, folder), yaml, token);
        }
    }

    private static string FileOf(ImportedProbe probe, string folder) => Path.Combine(folder, $"{probe.Name}.yaml");
}
