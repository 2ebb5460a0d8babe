namespace LoadProbe.Link;

/// <summary>A NATS server of a link, as its configuration says it.</summary>
/// <param name="Name">Unique among the servers of the link.</param>
/// <param name="Folder">Where it will find its files; a whole path.</param>
/// <param name="Jetstream">Where it keeps what is to survive; a whole path.</param>
/// <param name="Port">On which it is dialled.</param>
internal sealed record LinkServer(string Name, string Folder, string Jetstream, int Port)
{
    /// <summary>The name by which the others dial this one, and their port; null = there are no others.</summary>
    public (string Host, int Port)? Route { get; init; }

    /// <summary>All of the cluster by those names, this one too.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>For <c>nats-server -c</c>.</summary>
    /// <param name="owner">The operator's token.</param>
    /// <param name="system">The key of the account in which the servers speak of themselves.</param>
    /// <param name="accounts">All accounts, each with its token.</param>
    public string Text(string owner, string system, IEnumerable<(string Key, string Jwt)> accounts) =>
        $$"""
          # A NATS server between LoadProbe's controllers and their agents: nats-server -c {{Folder}}/{{LinkFolder.Configuration}}
          # Paths are whole, so that it can be started from anywhere; change them when the folder moves.
          server_name: "{{Name}}"
          port: {{Port}}
          jetstream { store_dir: "{{Jetstream}}" }
          tls {
            cert_file: "{{Folder}}/{{LinkFolder.ServerCertificate}}"
            key_file: "{{Folder}}/{{LinkFolder.ServerKey}}"
          }
          {{Cluster()}}operator: {{owner}}
          system_account: {{system}}
          resolver: MEMORY
          resolver_preload {
          {{string.Join('\n', accounts.Select(a => $"  {a.Key}: {a.Jwt}"))}}
          }

          """;

    // Whoever has no certificate of the authority is no server of the cluster. Clients are told of all servers when they are told of one.
    private string Cluster() => Route is not { } route ? "" :
        $$"""
          cluster {
            name: loadprobe
            port: {{route.Port}}
            advertise: "{{Host(route.Host)}}:{{route.Port}}"
            no_advertise: true
            tls {
              cert_file: "{{Folder}}/{{LinkFolder.ServerCertificate}}"
              key_file: "{{Folder}}/{{LinkFolder.ServerKey}}"
              ca_file: "{{Folder}}/{{LinkFolder.Authority}}"
              verify: true
            }
            routes: [ {{string.Join(", ", Routes.Select(r => $"\"nats-route://{Host(r)}:{route.Port}\""))}} ]
          }

          """;

    private static string Host(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
}
