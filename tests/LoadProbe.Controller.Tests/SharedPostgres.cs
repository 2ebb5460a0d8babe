[assembly: AssemblyFixture(typeof(LoadProbe.Controller.Tests.SharedPostgres))]

namespace LoadProbe.Controller.Tests;

/// <summary>One PostgreSQL for all tests that do not hurt it, started by the first.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync());

    internal Task<PostgresServer> Server => _server.Value;

    /// <summary>A connection string for a database that nobody has used yet.</summary>
    internal async Task<string> ConnectionAsync()
    {
        PostgresServer server = await Server;
        return server.Connection(await server.CreateDatabaseAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully) await (await _server.Value).DisposeAsync();
    }
}
