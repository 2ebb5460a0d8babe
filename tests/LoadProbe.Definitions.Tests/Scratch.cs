namespace LoadProbe.Definitions.Tests;

/// <summary>A folder of files for one test.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definitions-").FullName;

    public string this[string path] => Path.Combine(_folder, path);

    public Scratch With(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], content);
        return this;
    }

    /// <summary>Loads a probe with steps of a plain target.</summary>
    public Loaded<Probe> Probe(string content, LoadOptions? options = null) => DefinitionFiles.LoadProbe(With("probe.yaml", content)["probe.yaml"], options);

    public Probe Steps(string steps, string head = "target: http://127.0.0.1:8080") => Files.Good(Probe($"{head}\nsteps:\n{steps}\n"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
