using System.Security.Cryptography;

namespace LoadProbe.Cli;

/// <summary>A PostgreSQL of the demo's own, on a free port of 127.0.0.1 and in a folder that goes with it.</summary>
/// <param name="Address">As <c>--store</c> takes it, without the password.</param>
/// <param name="Secret">The variable with the password, and the password.</param>
internal sealed record DemoPostgres(string Address, (string Name, string Value) Secret)
{
    private const string User = "loadprobe";
    private const string Owner = "postgres";
    private const string Variable = "LOADPROBE_DEMO_STORE";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="children">Whose it will be.</param>
    /// <param name="programs">The folder of its programs.</param>
    /// <param name="folder">Becomes its own.</param>
    /// <param name="stop">Ends the start.</param>
    public static async Task<DemoPostgres> StartAsync(Children children, string programs, string folder, CancellationToken stop)
    {
        string cluster = Path.Combine(folder, "cluster"), file = Path.Combine(folder, "password"), password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await File.WriteAllTextAsync(file, password, stop);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // It refuses to run as root.
        string? user = Environment.IsPrivilegedProcess ? Owner : null;
        if (user is not null) await children.RunAsync("chown", "chown", ["-R", Owner, folder], null, Patience, stop);
        await children.RunAsync("initdb", Path.Combine(programs, "initdb"), ["-D", cluster, "-U", User, "-A", "scram-sha-256", $"--pwfile={file}", "-E", "UTF8", "--locale=C", "--no-sync"], user, Patience, stop);
        int port = FreePort.Take();
        Child server = await children.StartAsync("PostgreSQL", Path.Combine(programs, "postgres"), ["-D", cluster, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="], Signals.Interrupt, user);
        await server.LineAsync("database system is ready to accept connections", Patience, stop);
        return new DemoPostgres($"postgres://{User}:${{secret:env:{Variable}}}@127.0.0.1:{port}/postgres", (Variable, password));
    }
}
