using System.Text.Json.Nodes;
using NATS.NKeys;

namespace LoadProbe.Link;

/// <summary>The folder of a NATS server that only those who were invited can use: what the server, and what the controller, needs.</summary>
public static class LinkFolder
{
    /// <summary>For <c>nats-server -c</c>.</summary>
    public const string Configuration = "nats-server.conf";

    internal const string Authority = "ca.pem";
    internal const string ControllerCredentials = "controller.creds";
    internal const string AccountSeed = "account.seed";
    private const string Offline = "offline";
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "::1"];

    /// <summary>Writes it, all of it new.</summary>
    /// <param name="hosts">Names and addresses that agents and controllers dial; this machine's own are always among them.</param>
    /// <returns>Null, or why not.</returns>
    public static string? Create(string folder, IReadOnlyList<string> hosts, int port, DateTimeOffset now)
    {
        if (hosts.FirstOrDefault(h => Uri.CheckHostName(h) == UriHostNameType.Unknown) is { } wrong) return $"--host {wrong} is neither a name nor an address";
        string root = Path.GetFullPath(folder);
        if (root.AsSpan().ContainsAny("\"\\\n")) return $"{root}: nats-server cannot be told of a folder with such a name";
        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()) return $"{root} is not empty: a set-up is never written over, since those who joined by it could not come back";
        SecretFile.MakeFolder(root);
        SecretFile.MakeFolder(Path.Combine(root, Offline));

        using KeyPair owner = KeyPair.CreatePair(PrefixByte.Operator), account = KeyPair.CreatePair(PrefixByte.Account), signing = KeyPair.CreatePair(PrefixByte.Account), system = KeyPair.CreatePair(PrefixByte.Account);
        using var certificates = new ServerCertificates([.. Loopback.Union(hosts)], now);
        string accountKey = account.GetPublicKey(), systemKey = system.GetPublicKey();
        string ownerJwt = NatsJwt.Mint(owner, "operator", owner.GetPublicKey(), "loadprobe", new JsonObject { ["system_account"] = systemKey }, now);
        string accountJwt = NatsJwt.Mint(owner, "account", accountKey, "loadprobe", Account(stored: true, signing.GetPublicKey()), now);
        string systemJwt = NatsJwt.Mint(owner, "account", systemKey, "system", Account(stored: false), now);
        Write(Authority, certificates.AuthorityPem);
        Write("server.pem", certificates.ServerPem);
        Write("server.key", certificates.ServerKeyPem);
        Write(AccountSeed, signing.GetSeed() + "\n");
        Write(ControllerCredentials, new Issuer(signing.GetSeed(), accountKey).Controller(now).Text());
        Write(Path.Combine(Offline, "operator.seed"), owner.GetSeed() + "\n");
        Write(Path.Combine(Offline, "ca.key"), certificates.AuthorityKeyPem);
        Write(Configuration, Text(root, port, ownerJwt, systemKey, [(accountKey, accountJwt), (systemKey, systemJwt)]));
        return null;

        void Write(string name, string text) => SecretFile.Write(Path.Combine(root, name), text);
    }

    private static JsonObject Account(bool stored, params string[] signing)
    {
        var limits = new JsonObject { ["subs"] = -1, ["data"] = -1, ["payload"] = -1, ["imports"] = -1, ["exports"] = -1, ["wildcards"] = true, ["conn"] = -1, ["leaf"] = stored ? 0 : -1 };
        if (stored) foreach (string limit in (string[])["disk_storage", "streams", "consumer"]) limits[limit] = -1;
        return new JsonObject { ["limits"] = limits, ["signing_keys"] = new JsonArray([.. signing.Select(s => (JsonNode)s)]) };
    }

    private static string Text(string root, int port, string ownerJwt, string systemKey, IEnumerable<(string Key, string Jwt)> accounts) =>
        $$"""
          # The NATS server between LoadProbe's controller and its agents: nats-server -c {{root}}/{{Configuration}}
          # Paths are whole, so that it can be started from anywhere; change them when the folder moves.
          server_name: loadprobe
          port: {{port}}
          jetstream { store_dir: "{{root}}/jetstream" }
          tls {
            cert_file: "{{root}}/server.pem"
            key_file: "{{root}}/server.key"
          }
          operator: {{ownerJwt}}
          system_account: {{systemKey}}
          resolver: MEMORY
          resolver_preload {
          {{string.Join('\n', accounts.Select(a => $"  {a.Key}: {a.Jwt}"))}}
          }

          """;
}
