using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Link.Tests;

/// <summary>A nats-server of its own on 127.0.0.1 with JetStream in a temporary folder; it can be killed, held and started again.</summary>
public sealed class NatsServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nats-").FullName;
    private readonly string? _program = Find("nats-server");
    private Process? _process;

    public int Port { get; } = FreePort();

    public string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>More of its configuration, before it is started.</summary>
    public string Settings { get; set; } = "";

    /// <summary>A configuration of another's in place of its own.</summary>
    public string? Configuration { get; set; }

    /// <summary>Starts it, if it is not, and waits until it listens; skips the test where it is not installed.</summary>
    public async Task<NatsServer> StartAsync()
    {
        Assert.SkipWhen(_program is null, "nats-server is not installed");
        if (_process is not null) return this;
        string configuration = Path.Combine(_folder, "nats.conf");
        if (Configuration is not null) configuration = Configuration;
        else await File.WriteAllTextAsync(configuration, $"listen: 127.0.0.1:{Port}\njetstream {{ store_dir: \"{_folder}/store\" }}\n{Settings}\n");
        _process = Process.Start(new ProcessStartInfo(_program!, $"-c {configuration} -a 127.0.0.1 -l {_folder}/log") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port, late.Token);
                return this;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
            }
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    /// <summary>Neither answers nor goes away.</summary>
    public void Hold() => Signal("STOP");

    public void GoOn() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", $"-{name} {_process!.Id}");
        kill.WaitForExit();
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
