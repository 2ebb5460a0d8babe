namespace LoadProbe.DemoBroker;

/// <summary>A folder of our own under the system's temporary one, deleted with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("loadprobe-broker-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
