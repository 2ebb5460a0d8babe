namespace LoadProbe.Cli;

/// <summary>A folder of this process alone, which goes with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("loadprobe-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
