using System.Net;
using System.Net.Sockets;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>One nats-server, or a cluster of them, on 127.0.0.1.</summary>
internal sealed class NatsServers : IAsyncDisposable
{
    private readonly string _program;
    private readonly string _folder;
    private readonly int[] _ports;
    private readonly int[] _routes;
    private readonly Running?[] _servers;

    private NatsServers(string program, string folder, int count)
    {
        (_program, _folder) = (program, folder);
        (_ports, _routes) = ([.. Enumerable.Range(0, count).Select(_ => Machine.FreePort())], [.. Enumerable.Range(0, count).Select(_ => Machine.FreePort())]);
        _servers = new Running?[count];
    }

    /// <summary>All of them, as <c>--link</c> and <c>--controller</c> take it.</summary>
    public string Address => string.Join(',', _ports.Select(p => $"nats://127.0.0.1:{p}"));

    public Running this[int server] => _servers[server]!;

    public static async Task<NatsServers> StartAsync(string folder, int count = 1)
    {
        var servers = new NatsServers(Machine.Need("nats-server"), folder, count);
        await Task.WhenAll(Enumerable.Range(0, count).Select(servers.StartAsync));
        return servers;
    }

    public async Task StartAsync(int server)
    {
        string configuration = Path.Combine(_folder, $"nats-{server}.conf");
        string cluster = _ports.Length == 1 ? "" : $"cluster {{ name: fleet, listen: 127.0.0.1:{_routes[server]}, no_advertise: true, routes: [{string.Join(',', _routes.Select(r => $"nats://127.0.0.1:{r}"))}] }}";
        await File.WriteAllTextAsync(configuration, $"server_name: n{server}\nlisten: 127.0.0.1:{_ports[server]}\njetstream {{ store_dir: \"{_folder}/nats-{server}\" }}\n{cluster}\n");
        _servers[server] = Running.Start(_program, $"-c {configuration}");
        await _servers[server]!.LineAsync("Server is ready");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(int server)
    {
        _servers[server]!.Signal("KILL");
        await _servers[server]!.ExitAsync(TimeSpan.FromSeconds(10));
        await _servers[server]!.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Running? server in _servers)
        {
            if (server is not null) await server.DisposeAsync();
        }
    }
}
