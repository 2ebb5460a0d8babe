using System.Globalization;
using LoadProbe.Controller.Tests;
using Npgsql;

namespace LoadProbe.Probing.Tests;

/// <summary>A PostgreSQL to put questions to, over TLS or in the clear, with a ledger in it.</summary>
public sealed class AskedPostgres : IAsyncLifetime
{
    private readonly SelfSigned _certificate = new(TimeProvider.System.GetUtcNow().AddDays(30));

    internal PostgresServer Server { get; private set; } = null!;

    public string Database { get; private set; } = "";

    internal TlsTrust Trust => new(AuthorityFile: _certificate.PemFile);

    internal Target Target => new() { Name = "ledger", Address = new Uri($"tcp://127.0.0.1:{Server.Port}"), Tls = Trust };

    public async ValueTask InitializeAsync()
    {
        Server = await PostgresServer.StartAsync(_certificate.Certificate);
        Database = await Server.CreateDatabaseAsync();
        await DoAsync("CREATE TABLE account (id int PRIMARY KEY, owner text, balance numeric(12,2), closed boolean, notes jsonb, seen timestamptz)");
        await DoAsync("""INSERT INTO account VALUES (1, 'Ada', 10.50, false, '{"tags": ["vip"]}', '2026-11-27 05:00+00'), (2, 'Bob "B"', -3, NULL, NULL, NULL)""");
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        _certificate.Dispose();
    }

    /// <summary>One question, as who may ask.</summary>
    internal SqlStep Ask(string query) => new()
    {
        Name = "sql", At = default, Database = Dialled.Text(Database), User = Dialled.Text(PostgresServer.User), Password = Dialled.Text(PostgresServer.Password), Tls = false, Query = Dialled.Text(query),
    };

    /// <summary>Behind the back of those who ask; gives the first value.</summary>
    internal async Task<object?> DoAsync(string statement)
    {
        await using var connection = new NpgsqlConnection($"{Server.Connection(Database)};SSL Mode=Disable;Pooling=false;Application Name=look");
        await connection.OpenAsync(Dialled.Token);
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(Dialled.Token);
    }

    /// <summary>Nothing that was opened for a dial is still open here: no connection to that port, no line to the driver.</summary>
    internal static void LeavesNothing(int port)
    {
        string[] tcp = [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(f => File.ReadLines(f).Skip(1))];
        string to = port.ToString("X4", CultureInfo.InvariantCulture);
        // Established, or closed by the other end alone.
        Assert.DoesNotContain(tcp.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)), c => c[2].EndsWith($":{to}", StringComparison.Ordinal) && c[3] is "01" or "08");
        Assert.DoesNotContain(File.ReadLines("/proc/net/unix"), l => l.Contains("@loadprobe-", StringComparison.Ordinal));
    }
}
