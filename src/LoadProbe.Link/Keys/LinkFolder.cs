using System.Text.Json.Nodes;
using NATS.NKeys;

namespace LoadProbe.Link;

/// <summary>The folder of NATS servers that only those who were invited can use: what each server, and what the controller, needs.</summary>
public static class LinkFolder
{
    /// <summary>For <c>nats-server -c</c>.</summary>
    public const string Configuration = "nats-server.conf";

    internal const string Authority = "ca.pem";
    internal const string ServerCertificate = "server.pem";
    internal const string ServerKey = "server.key";
    internal const string ControllerCredentials = "controller.creds";
    internal const string AccountSeed = "account.seed";
    private const string Offline = "offline";
    private const int FewestServers = 3;
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "::1"];

    /// <summary>Writes that of one server, all of it new.</summary>
    /// <param name="folder">Not there yet, or empty.</param>
    /// <param name="hosts">Names and addresses that agents and controllers dial; loopback is always among them.</param>
    /// <param name="site">What is where on its machine.</param>
    /// <param name="now">From when on it is good.</param>
    /// <returns>Null, or why not.</returns>
    public static string? Create(string folder, IReadOnlyList<string> hosts, LinkSite site, DateTimeOffset now)
    {
        string root = Path.GetFullPath(folder);
        if ((HostFault(hosts, "--host") ?? Fault(root, site)) is { } fault) return fault;
        using var keys = new Keys(root, now);
        keys.Add(root, Server("loadprobe", root, site), hosts);
        return null;
    }

    /// <summary>Writes that of a cluster, all of it new: each server has a folder of its own, by its first name.</summary>
    /// <param name="folder">Not there yet, or empty.</param>
    /// <param name="servers">Of each the names and addresses that it is dialled by, also by the others by the first.</param>
    /// <param name="site">What is where on their machines.</param>
    /// <param name="now">From when on it is good.</param>
    /// <returns>Null, or why not.</returns>
    public static string? CreateCluster(string folder, IReadOnlyList<IReadOnlyList<string>> servers, LinkSite site, DateTimeOffset now)
    {
        string root = Path.GetFullPath(folder);
        string[] names = [.. servers.Select(s => s[0])];
        if (servers.Count < FewestServers || servers.Count % 2 == 0) return $"{servers.Count} servers are no cluster that outlives the loss of one: use {FewestServers}, or 5 to outlive two (an even number outlives no more than one fewer does)";
        if (names.GroupBy(n => n).FirstOrDefault(n => n.Count() > 1) is { } twice) return $"--server {twice.Key} is there twice";
        if ((HostFault([.. servers.SelectMany(s => s)], "--server") ?? Fault(root, site)) is { } fault) return fault;
        using var keys = new Keys(root, now);
        foreach (IReadOnlyList<string> server in servers)
        {
            string home = Path.Combine(root, server[0]);
            SecretFile.MakeFolder(home);
            keys.Add(home, Server(server[0], home, site) with { Route = (server[0], site.RoutePort), Routes = names }, server);
        }

        return null;
    }

    private static LinkServer Server(string name, string home, LinkSite site)
    {
        string at = site.At?.TrimEnd('/') ?? home;
        return new LinkServer(name, at, site.Jetstream ?? $"{at}/jetstream", site.Port);
    }

    private static string? HostFault(IReadOnlyList<string> hosts, string option) => hosts.FirstOrDefault(h => Uri.CheckHostName(h) == UriHostNameType.Unknown) is { } wrong ? $"{option} {wrong} is neither a name nor an address" : null;

    private static string? Fault(string root, LinkSite site) => PathFault(root) ?? PathFault(site.At ?? root) ?? PathFault(site.Jetstream ?? root)
        ?? (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any() ? $"{root} is not empty: a set-up is never written over, since those who joined by it could not come back" : null);

    private static string? PathFault(string path) => !Path.IsPathRooted(path) ? $"{path} is no whole path: begin with /"
        : path.AsSpan().ContainsAny("\"\\\n") ? $"{path}: nats-server cannot be told of a folder with such a name" : null;

    // What all servers share; each is added to it.
    private sealed class Keys : IDisposable
    {
        private readonly LinkAuthority _authority;
        private readonly string _ownerJwt, _systemKey;
        private readonly (string Key, string Jwt)[] _accounts;

        public Keys(string root, DateTimeOffset now)
        {
            SecretFile.MakeFolder(root);
            SecretFile.MakeFolder(Path.Combine(root, Offline));
            using KeyPair owner = KeyPair.CreatePair(PrefixByte.Operator), account = KeyPair.CreatePair(PrefixByte.Account), signing = KeyPair.CreatePair(PrefixByte.Account), system = KeyPair.CreatePair(PrefixByte.Account);
            _authority = new LinkAuthority(now);
            _systemKey = system.GetPublicKey();
            _ownerJwt = NatsJwt.Mint(owner, "operator", owner.GetPublicKey(), "loadprobe", new JsonObject { ["system_account"] = _systemKey }, now);
            _accounts =
            [
                (account.GetPublicKey(), NatsJwt.Mint(owner, "account", account.GetPublicKey(), "loadprobe", Account(stored: true, signing.GetPublicKey()), now)),
                (_systemKey, NatsJwt.Mint(owner, "account", _systemKey, "system", Account(stored: false), now)),
            ];
            Write(root, Authority, _authority.CertificatePem);
            Write(root, AccountSeed, signing.GetSeed() + "\n");
            Write(root, ControllerCredentials, new Issuer(signing.GetSeed(), account.GetPublicKey()).Controller(now).Text());
            Write(Path.Combine(root, Offline), "operator.seed", owner.GetSeed() + "\n");
            Write(Path.Combine(root, Offline), "ca.key", _authority.KeyPem);
        }

        public void Add(string home, LinkServer server, IReadOnlyList<string> hosts)
        {
            (string certificate, string key) = _authority.Issue([.. Loopback.Union(hosts)], dialsOthers: server.Route is not null);
            Write(home, ServerCertificate, certificate);
            Write(home, ServerKey, key);
            if (server.Route is not null) Write(home, Authority, _authority.CertificatePem);
            Write(home, Configuration, server.Text(_ownerJwt, _systemKey, _accounts));
        }

        public void Dispose() => _authority.Dispose();

        private static void Write(string folder, string name, string text) => SecretFile.Write(Path.Combine(folder, name), text);

        private static JsonObject Account(bool stored, params string[] signing)
        {
            var limits = new JsonObject { ["subs"] = -1, ["data"] = -1, ["payload"] = -1, ["imports"] = -1, ["exports"] = -1, ["wildcards"] = true, ["conn"] = -1, ["leaf"] = stored ? 0 : -1 };
            if (stored) foreach (string limit in (string[])["disk_storage", "streams", "consumer"]) limits[limit] = -1;
            return new JsonObject { ["limits"] = limits, ["signing_keys"] = new JsonArray([.. signing.Select(s => (JsonNode)s)]) };
        }
    }
}
