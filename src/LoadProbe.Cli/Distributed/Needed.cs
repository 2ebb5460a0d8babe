using System.Globalization;

namespace LoadProbe.Cli;

/// <summary>Programs of others that the distributed demo starts.</summary>
/// <param name="NatsServer">nats-server.</param>
/// <param name="Postgres">The folder of PostgreSQL's programs.</param>
/// <param name="Setpriv">Starts a program as another user, and has it end with us.</param>
internal sealed record Needed(string NatsServer, string Postgres, string Setpriv)
{
    private const string Versions = "/usr/lib/postgresql";

    /// <summary>Null after saying what is missing, and which package has it.</summary>
    public static Needed? Find()
    {
        string? nats = OnPath("nats-server"), setpriv = OnPath("setpriv"), postgres = Path.GetDirectoryName(OnPath("initdb")) ?? Newest();
        foreach ((string? found, string name, string package) in ((string?, string, string)[])[(nats, "nats-server", "nats-server"), (postgres, "PostgreSQL", "postgresql"), (setpriv, "setpriv", "util-linux")])
        {
            if (found is null) Screen.Complain($"demo --distributed needs {name}: apt-get install {package}");
        }

        return nats is null || postgres is null || setpriv is null ? null : new Needed(nats, postgres, setpriv);
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(["/usr/bin", "/usr/sbin"]).Select(f => Real(Path.Combine(f, program))).FirstOrDefault(p => p is not null);

    // Programs of PostgreSQL find each other beside themselves, and not beside a link; a link may lead nowhere.
    private static string? Real(string path) => File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path) is { } real && File.Exists(real) ? real : null;

    // Debian has each version apart, and none of them on the path.
    private static string? Newest() => Directory.Exists(Versions)
        ? Directory.GetDirectories(Versions).OrderBy(Version).Select(v => Path.Combine(v, "bin")).LastOrDefault(b => File.Exists(Path.Combine(b, "initdb")))
        : null;

    private static double Version(string folder) => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out double version) ? version : 0;
}
