using System.Diagnostics;

namespace LoadProbe.Benchmarks;

/// <summary>A nats-server of its own on a free port of 127.0.0.1, JetStream in a temporary folder.</summary>
internal sealed class NatsProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agents-nats-").FullName;
    private readonly int _port = Port.Free();
    private readonly Process _process;

    public NatsProcess()
    {
        string configuration = Path.Combine(_folder, "nats.conf");
        File.WriteAllText(configuration, $"listen: 127.0.0.1:{_port}\njetstream {{ store_dir: \"{_folder}/store\" }}\n");
        _process = Process.Start(new ProcessStartInfo(File.Exists("/usr/sbin/nats-server") ? "/usr/sbin/nats-server" : "nats-server", $"-c {configuration} -l {_folder}/log"))!;
    }

    public string Url => $"nats://127.0.0.1:{_port}";

    public int Id => _process.Id;

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
