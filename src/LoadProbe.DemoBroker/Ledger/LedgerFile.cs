using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker;

/// <summary>The SQLite file: its schema, its customers, its connections.</summary>
internal sealed class LedgerFile : IDisposable
{
    private const long OpeningCashCents = 1_000_000_00;

    private const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS accounts (user TEXT PRIMARY KEY, cash_cents INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS positions (
            user TEXT NOT NULL, symbol TEXT NOT NULL, quantity INTEGER NOT NULL, cost_cents INTEGER NOT NULL,
            PRIMARY KEY (user, symbol)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS orders (
            id TEXT PRIMARY KEY, user TEXT NOT NULL, state TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL,
            quantity INTEGER NOT NULL, filled_quantity INTEGER NOT NULL, price_cents INTEGER NOT NULL, accepted_ms INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS orders_of_user ON orders (user, accepted_ms);
        """;

    // The order book lives in memory: what was open when the broker stopped can no longer be filled.
    private const string Lapse = "UPDATE orders SET state = 'cancelled' WHERE state = 'accepted'";

    private readonly string connectionString;

    public LedgerFile(string path, IEnumerable<string> users)
    {
        connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        using var connection = Open();
        connection.Execute(Schema);
        connection.Execute(Lapse);
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            "INSERT OR IGNORE INTO accounts (user, cash_cents) VALUES (@user, @cash)",
            users.Select(user => new { user, cash = OpeningCashCents }), transaction);
        transaction.Commit();
    }

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        // In WAL mode NORMAL keeps the file consistent and may lose the last commits on power loss: fine for a demo.
        connection.Execute("PRAGMA synchronous = NORMAL");
        return connection;
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }
}
