namespace LoadProbe.Definitions;

/// <summary>
/// Definition files that somebody sent: each set is written below a folder and loaded from there as if it had always been
/// on this machine, but sees no file outside it.
/// </summary>
/// <param name="options">What the command line says over the files.</param>
/// <param name="folder">Where they are written; what is in it goes with the end of this.</param>
public sealed class SentFiles(LoadOptions options, string folder) : IDisposable
{
    private readonly Lock _turn = new();
    private readonly BundleFolder _sent = new(folder);

    /// <summary>All that is in the files, and every mistake, by the paths under which they were sent.</summary>
    /// <param name="files">One set.</param>
    /// <param name="strict">Whether files with a mistake are of no use, and not kept.</param>
    public (IReadOnlyList<Probe> Probes, IReadOnlyList<Scenario> Scenarios, IReadOnlyList<Mistake> Mistakes, AlertRules? Alerts) Load(IReadOnlyList<BundledFile> files, bool strict)
    {
        lock (_turn)
        {
            var bundle = new DefinitionBundle { Roots = [], Files = files, Variables = options.Variables, Target = options.Target };
            if (_sent.Write(bundle, out string? fault) is not { } home) return ([], [], [new Mistake(new Place("files", 1, 1), fault!)], null);
            using var reach = new Reach(home);
            (IReadOnlyList<Probe> probes, IReadOnlyList<Scenario> scenarios, IReadOnlyList<Mistake> mistakes, _, AlertRules? alerts) = DefinitionFiles.LoadAll([home], options);
            if (strict && mistakes.Count > 0) _sent.Forget(home);
            return (probes, scenarios, [.. mistakes.Select(m => AsSent(m, home + Path.DirectorySeparatorChar))], alerts);
        }
    }

    public void Dispose() => _sent.Clear();

    // Where the files lie here is nothing to whoever sent them.
    private static Mistake AsSent(Mistake mistake, string home) => new(mistake.At with { File = mistake.At.File.Replace(home, "", StringComparison.Ordinal) }, mistake.Message.Replace(home, "", StringComparison.Ordinal));
}
