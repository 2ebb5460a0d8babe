using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>Debian's Alertmanager, started by the test that needs it.</summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alertmanager-").FullName;
    private readonly HttpClient _client = new();
    private Running? _server;

    public Uri Address { get; } = new($"http://127.0.0.1:{Machine.FreePort()}");

    public static async Task<AlertmanagerServer> StartAsync()
    {
        string program = Machine.Need("prometheus-alertmanager");
        var server = new AlertmanagerServer();
        string config = Path.Combine(server._folder, "alertmanager.yml");
        await File.WriteAllTextAsync(config, "route: { receiver: nobody }\nreceivers: [ { name: nobody } ]\n");
        server._server = Running.Start(program, $"--config.file={config} --storage.path={server._folder}/data --web.listen-address={server.Address.Authority} --cluster.listen-address=");
        await server._server.LineAsync("Listening on");
        return server;
    }

    /// <summary>The alerts that it takes for firing.</summary>
    public async Task<IReadOnlyList<JsonElement>> FiringAsync()
    {
        using JsonDocument answer = JsonDocument.Parse(await _client.GetStringAsync(new Uri(Address, "/api/v2/alerts")));
        return [.. answer.RootElement.EnumerateArray().Select(a => a.Clone())];
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
