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
            quantity INTEGER NOT NULL, filled_quantity INTEGER NOT NULL, price_cents INTEGER NOT NULL, accepted_ms INTEGER NOT NULL, run TEXT);
        CREATE INDEX IF NOT EXISTS orders_of_user ON orders (user, accepted_ms);
        """;

    // A ledger of an earlier version knows no runs.
    private const string KnowsRuns = "SELECT count(*) FROM pragma_table_info('orders') WHERE name = 'run'";
    private const string LearnRuns = "ALTER TABLE orders ADD COLUMN run TEXT";

    // Customers' own orders, which have no run, are not in it.
    private const string RunIndex = "CREATE INDEX IF NOT EXISTS orders_of_run ON orders (run, user, accepted_ms) WHERE run IS NOT NULL";

    // The order book lives in memory: what was open when the broker stopped can no longer be filled.
    private const string Lapse = "UPDATE orders SET state = 'cancelled' WHERE state = 'accepted'";

    private readonly string connectionString;
    private readonly string synchronous;

    /// <param name="path">The file; its folder exists.</param>
    /// <param name="kept">Whether the file is to outlive this broker, and so a power cut.</param>
    /// <param name="users">Who has an account.</param>
    public LedgerFile(string path, bool kept, IEnumerable<string> users)
    {
        // In WAL mode NORMAL keeps the file consistent and may lose the last commits on power loss: fine for a demo.
        // OFF spares a ledger that is deleted anyway the waits for the disk, which come to 30 ms now and then.
        synchronous = $"PRAGMA synchronous = {(kept ? "NORMAL" : "OFF")}";
        connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ToString();
        using var connection = Open();
        connection.Execute(Schema);
        if (connection.QuerySingle<long>(KnowsRuns) == 0)
            connection.Execute(LearnRuns);
        connection.Execute(RunIndex);
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
        connection.Execute(synchronous);
        return connection;
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }
}
