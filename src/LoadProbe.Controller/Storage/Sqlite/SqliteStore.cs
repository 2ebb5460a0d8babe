using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller;

/// <summary>
/// The embedded store: SQLite in WAL mode, written by one writer in batches, each one synced transaction. A result can be
/// read back only once it is committed, so what anyone has seen is safe.
/// </summary>
public sealed class SqliteStore : IStore
{
    private const int BatchSize = 500;

    private readonly string _connection;
    private readonly TimeProvider _time;
    private readonly Retention _retention;
    private readonly StoreReading _reading;
    private readonly ResultReading _results;
    private readonly WriteQueue _queue;
    // SQLite has one writer at a time, and lets those who wait try again until they give up: here they come in turn.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteConnection? _writer;

    private SqliteStore(string connection, TimeProvider time, Retention retention)
    {
        (_connection, _time, _retention) = (connection, time, retention);
        var statements = new Statements(OpenAsync);
        _reading = new StoreReading(statements);
        _results = new ResultReading(statements, id => id.ToString());
        Leadership = new Leadership(Dialect.Sqlite, OpenAsync);
        Invitations = new InvitationTable(OpenAsync);
        (Keys, Lever, Definitions, Schedules) = (new KeyTable(statements), new LeverTable(statements), new DefinitionsTable(statements), new ScheduleTable(statements));
        Audit = new AuditTable(Dialect.Sqlite, statements);
        Proposals = new ProposalTable(Audit, statements);
        (Incidents, Attachments, Alerts, Standings) = (new IncidentTable(statements), new AttachmentTable(statements), new AlertTable(statements), new StandingTable(statements));
        _queue = new WriteQueue(BatchSize, batch => InTurnAsync(() => CommitAsync(batch)), time);
        _queue.TryAdd(Rehearsal.Instance);
    }

    public Leadership Leadership { get; }

    public InvitationTable Invitations { get; }

    public KeyTable Keys { get; }

    public LeverTable Lever { get; }

    public DefinitionsTable Definitions { get; }

    public ScheduleTable Schedules { get; }

    public AuditTable Audit { get; }

    public ProposalTable Proposals { get; }

    public IncidentTable Incidents { get; }

    public AttachmentTable Attachments { get; }

    public AlertTable Alerts { get; }

    public StandingTable Standings { get; }

    public DbDataSource? Shared => null;

    public long Dropped => _queue.Dropped;

    public int Waiting => _queue.Count;

    public event Action<StoreCommit>? Committed
    {
        add => _queue.Committed += value;
        remove => _queue.Committed -= value;
    }

    /// <summary>Opens a store file, making or upgrading it as needed. Refuses one written by a newer version.</summary>
    public static async Task<SqliteStore> OpenAsync(string path, TimeProvider time, Retention? retention = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();
        await using var opened = new SqliteConnection(connection);
        opened.Open();
        opened.Execute("PRAGMA journal_mode = WAL");
        await using SqliteTransaction transaction = opened.BeginTransaction();
        // Programs of the first version know user_version alone, and are to refuse what they do not know.
        long unsaid = opened.ExecuteScalar<long>("PRAGMA user_version", transaction: transaction);
        int version = await Migrations.ApplyAsync(transaction, Dialect.Sqlite, path, time.GetUtcNow(), unsaid).ConfigureAwait(false);
        if (version != unsaid) opened.Execute($"PRAGMA user_version = {version}", transaction: transaction);
        await transaction.CommitAsync().ConfigureAwait(false);
        return new SqliteStore(connection, time, retention ?? new Retention());
    }

    public bool TryAdd(ProbeResult result) => _queue.TryAdd(ResultRow.Of(result));

    public bool TryAdd(string run, Snapshot snapshot) => _queue.TryAdd(SnapshotRow.Of(run, snapshot, _time.GetUtcNow()));

    public bool TryAdd(RunReport run) => _queue.TryAdd(RunRow.Of(run));

    public Task FlushAsync(CancellationToken token) => _queue.AddAsync(null, token);

    public Task BeginAsync(RunReport run, RunOrders orders, CancellationToken token) => _queue.AddAsync(RunRow.Of(run, orders), token);

    public Task SaveAsync(RunReport run, CancellationToken token) => _queue.AddAsync(RunRow.Of(run), token);

    public Task<IReadOnlyList<string>> ResultsAsync(string? probe, int count, CancellationToken token) => _reading.ResultsAsync(probe, count, token);

    public Task<IReadOnlyList<StoredResult>> PageAsync(ResultQuery query, CancellationToken token) => _results.PageAsync(query, token);

    public Task<ResultPlace?> PlaceAsync(string probe, Guid id, CancellationToken token) => _results.PlaceAsync(probe, id, token);

    public Task<IReadOnlyList<RollUp>> MinutesAsync(string probe, DateTimeOffset from, CancellationToken token) => _results.MinutesAsync(probe, from, token);

    public Task<string?> ResultAsync(string id, CancellationToken token) => _reading.ResultAsync(id, token);

    public Task<IReadOnlyList<StoredRun>> RunsAsync(int count, CancellationToken token) => _reading.RunsAsync(count, token);

    public Task<string?> RunAsync(string id, CancellationToken token) => _reading.RunAsync(id, token);

    public Task<IReadOnlyList<UnfinishedRun>> UnfinishedAsync(CancellationToken token) => _reading.UnfinishedAsync(token);

    public Task<IReadOnlyList<Snapshot>> SnapshotsAsync(string run, CancellationToken token) => _reading.SnapshotsAsync(run, token);

    public Task<IReadOnlyList<RollUp>> RollUpsAsync(string probe, RollUpWidth width, DateTimeOffset from, DateTimeOffset to, CancellationToken token) => _reading.RollUpsAsync(probe, width, from, to, token);

    public async Task TidyAsync(CancellationToken token)
    {
        DateTimeOffset now = _time.GetUtcNow();
        await using DbConnection connection = await OpenAsync(token).ConfigureAwait(false);
        await RollUps.TidyAsync(connection, _retention, now, InTurnAsync, token).ConfigureAwait(false);
        long first = _retention.FirstDay(now);
        await ForgetAsync(connection, "result", "id", "started", first, token).ConfigureAwait(false);
        await ForgetAsync(connection, "snapshot", "run, agent, number", "taken", first, token).ConfigureAwait(false);
        await Attachments.TidyAsync(Incidents, _retention, now, token).ConfigureAwait(false);
    }

    /// <summary>Writes what is queued, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _queue.EndAsync().ConfigureAwait(false);
        }
        finally
        {
            _writer?.Dispose();
            SqliteConnection.ClearPool(new SqliteConnection(_connection));
            _turn.Dispose();
        }
    }

    private async Task InTurnAsync(Func<Task> write)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await write().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CommitAsync(IReadOnlyList<WriteQueue.Waiting> batch)
    {
        SqliteConnection connection = _writer ??= OpenWriter();
        await using SqliteTransaction transaction = connection.BeginTransaction();
        foreach (WriteQueue.Waiting waiting in batch) Write(connection, waiting.Row);
        await RollUps.MarkAsync(transaction, batch.Select(w => w.Row).OfType<ResultRow>()).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    private static void Write(SqliteConnection connection, object? row)
    {
        switch (row)
        {
            case ResultRow result:
                Insert(connection, result);
                break;
            case SnapshotRow snapshot:
                Insert(connection, snapshot);
                break;
            case RunRow run:
                connection.Execute(RunRow.Save, run);
                break;
            case Rehearsal:
                Rehearse(connection);
                break;
        }
    }

    // Told twice, stored once.
    private static void Insert(SqliteConnection connection, ResultRow row) => connection.Execute(
        "INSERT OR IGNORE INTO result VALUES (@id, @Probe, @Target, @Agent, @Started, @Duration, @Verdict, @Outcome, @Json)",
        new { id = row.Id.ToString(), row.Probe, row.Target, row.Agent, row.Started, row.Duration, row.Verdict, row.Outcome, row.Json });

    private static void Insert(SqliteConnection connection, SnapshotRow row) =>
        connection.Execute("INSERT OR IGNORE INTO snapshot (run, agent, number, at, due, sent, dropped, completed, failed, taken, body) VALUES (@Run, @Agent, @Number, @At, @Due, @Sent, @Dropped, @Completed, @Failed, @Taken, @Body)", row);

    // Rows that nobody said, taken back: how a row is written is compiled now, and not beside the first second of a run.
    private static void Rehearse(SqliteConnection connection)
    {
        connection.Execute("SAVEPOINT rehearsal");
        Insert(connection, Rehearsal.Snapshot);
        Insert(connection, Rehearsal.Result);
        connection.Execute("ROLLBACK TO rehearsal; RELEASE rehearsal");
    }

    // In small pieces, because the writer waits for each.
    private async Task ForgetAsync(DbConnection connection, string table, string key, string time, long before, CancellationToken token)
    {
        string sql = $"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {time} < @before LIMIT 5000)";
        int gone = 1;
        while (gone > 0)
        {
            token.ThrowIfCancellationRequested();
            await InTurnAsync(async () => gone = await connection.ExecuteAsync(sql, new { before }).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private SqliteConnection OpenWriter()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        connection.Execute("PRAGMA synchronous = FULL");
        return connection;
    }

    private async Task<DbConnection> OpenAsync(CancellationToken token)
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(token).ConfigureAwait(false);
        return connection;
    }
}
