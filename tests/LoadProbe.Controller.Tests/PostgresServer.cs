using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Controller.Tests;

/// <summary>A PostgreSQL of our own, on a free port of 127.0.0.1 and ::1 and in a temporary folder, as a user who is not root. Gone when disposed.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string User = "loadprobe";
    public const string Password = "p@ss/w:rd";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string? Programs = Find();

    private readonly string _folder;
    private readonly bool _overTls;
    private int _databases;

    private PostgresServer(string folder, int port, bool overTls) => (_folder, Port, _overTls) = (folder, port, overTls);

    public int Port { get; }

    private string Cluster => Path.Combine(_folder, "cluster");

    private string Certificate => Path.Combine(_folder, "server.pem");

    private string Key => Path.Combine(_folder, "server.key");

    /// <summary>Skips the test, counted, where PostgreSQL is not installed.</summary>
    /// <param name="certificate">With its key: it speaks TLS to whoever wants to; null = not at all.</param>
    public static async Task<PostgresServer> StartAsync(X509Certificate2? certificate = null)
    {
        Assert.SkipWhen(Programs is null, "PostgreSQL is not installed (apt-get install postgresql)");
        string folder = Directory.CreateTempSubdirectory("loadprobe-postgres-").FullName;
        var server = new PostgresServer(folder, FreePort(), certificate is not null);
        string password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, Password);
        if (certificate is not null)
        {
            await File.WriteAllTextAsync(server.Certificate, certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(server.Key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(server.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        if (Environment.IsPrivilegedProcess) await RunAsync("chown", ["-R", "postgres", folder]);
        await server.CallAsync("initdb", ["-D", server.Cluster, "-U", User, "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C", "--no-sync"]);
        await server.ResumeAsync();
        return server;
    }

    /// <summary>The name of a database that nobody has used yet.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"store_{Interlocked.Increment(ref _databases)}";
        await CallAsync("createdb", ["-h", "127.0.0.1", "-p", $"{Port}", "-U", User, name]);
        return name;
    }

    /// <summary>As Npgsql understands it.</summary>
    public string Connection(string database) => $"Host=127.0.0.1;Port={Port};Username={User};Password={Password};Database={database};Timeout=5;Maximum Pool Size=10";

    /// <summary>As a crash would: nothing is finished, nothing is told to clients.</summary>
    public Task CrashAsync() => CallAsync("pg_ctl", ["stop", "-D", Cluster, "-m", "immediate", "-w"]);

    public Task ResumeAsync() => CallAsync("pg_ctl", ["start", "-D", Cluster, "-w", "-l", Path.Combine(_folder, "log"), "-o", $"-p {Port} -c listen_addresses=127.0.0.1,::1 -c unix_socket_directories=''{(_overTls ? $" -c ssl=on -c ssl_cert_file={Certificate} -c ssl_key_file={Key}" : "")}"]);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Cluster, "postmaster.pid"))) await CrashAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task CallAsync(string program, string[] arguments)
    {
        string path = Path.Combine(Programs!, program);
        // PostgreSQL refuses to run as root.
        return Environment.IsPrivilegedProcess ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/tmp", RedirectStandardOutput = true };
        start.Environment["PGPASSWORD"] = Password;
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static string? Find()
    {
        string[] versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions.Select(v => Path.Combine(v, "bin")).LastOrDefault(b => File.Exists(Path.Combine(b, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
