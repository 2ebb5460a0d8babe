namespace LoadProbe.Controller.Tests;

/// <summary>A store of a test's own, in a file or in PostgreSQL, which may be closed and opened again.</summary>
public abstract class EitherStore(SharedPostgres postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-either-").FullName;
    private string _connection = "";

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected virtual TimeProvider Clock => TimeProvider.System;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected async Task<IStore> OpenAsync(bool server)
    {
        if (!server) return await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), Clock);
        if (_connection.Length == 0) _connection = await postgres.ConnectionAsync();
        return await PostgresStore.OpenAsync(_connection, Clock, null, Token);
    }
}
