using System.Data.Common;
using Npgsql;

namespace LoadProbe.Controller;

/// <summary>
/// The server store: PostgreSQL, which several controllers may share. Each has one writer, which copies batches into the
/// partitions of their days and outlives a database that is away.
/// </summary>
public sealed class PostgresStore : IStore
{
    private const int BatchSize = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly Retention _retention;
    private readonly StoreReading _reading;
    private readonly ResultReading _results;
    private readonly CancellationTokenSource _closing = new();
    private readonly PostgresWriter _writer;
    private readonly WriteQueue _queue;

    private PostgresStore(NpgsqlDataSource source, TimeProvider time, Retention retention)
    {
        (_source, _time, _retention) = (source, time, retention);
        var statements = new Statements(OpenAsync);
        _reading = new StoreReading(statements);
        _results = new ResultReading(statements, id => id);
        Leadership = new Leadership(Dialect.Postgres, OpenAsync);
        Invitations = new InvitationTable(OpenAsync);
        (Keys, Lever, Definitions, Schedules) = (new KeyTable(statements), new LeverTable(statements), new DefinitionsTable(statements), new ScheduleTable(statements));
        Audit = new AuditTable(Dialect.Postgres, statements);
        Proposals = new ProposalTable(Audit, statements);
        (Incidents, Attachments, Alerts, Standings) = (new IncidentTable(statements), new AttachmentTable(statements), new AlertTable(statements), new StandingTable(statements));
        _writer = new PostgresWriter(source, time, _closing.Token);
        _queue = new WriteQueue(BatchSize, batch => _writer.WriteAsync(batch, Refuse), time);
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

    public DbDataSource? Shared => _source;

    public long Dropped => _queue.Dropped;

    public int Waiting => _queue.Count;

    public event Action<StoreCommit>? Committed
    {
        add => _queue.Committed += value;
        remove => _queue.Committed -= value;
    }

    /// <summary>Opens a database, making or upgrading its tables as needed. Refuses one written by a newer version.</summary>
    /// <param name="connection">As Npgsql understands it.</param>
    public static async Task<PostgresStore> OpenAsync(string connection, TimeProvider time, Retention? retention, CancellationToken token)
    {
        // Its own connection, so that nothing of a pool outlives a refusal.
        await using (var opened = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ToString()))
        {
            await opened.OpenAsync(token).ConfigureAwait(false);
            await using NpgsqlTransaction transaction = await opened.BeginTransactionAsync(token).ConfigureAwait(false);
            await PostgresLock.Migrations.TakeAsync(transaction, token).ConfigureAwait(false);
            await Migrations.ApplyAsync(transaction, Dialect.Postgres, $"{opened.Database} on {opened.Host}:{opened.Port}", time.GetUtcNow()).ConfigureAwait(false);
            await transaction.CommitAsync(token).ConfigureAwait(false);
            await Partitions.MakeAheadAsync(opened, time.GetUtcNow(), token).ConfigureAwait(false);
        }

        return new PostgresStore(NpgsqlDataSource.Create(connection), time, retention ?? new Retention());
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

    public Task<string?> ResultAsync(string id, CancellationToken token) => Guid.TryParse(id, out Guid guid) ? _reading.ResultAsync(guid, token) : Task.FromResult<string?>(null);

    public Task<IReadOnlyList<StoredRun>> RunsAsync(int count, CancellationToken token) => _reading.RunsAsync(count, token);

    public Task<string?> RunAsync(string id, CancellationToken token) => _reading.RunAsync(id, token);

    public Task<IReadOnlyList<UnfinishedRun>> UnfinishedAsync(CancellationToken token) => _reading.UnfinishedAsync(token);

    public Task<IReadOnlyList<Snapshot>> SnapshotsAsync(string run, CancellationToken token) => _reading.SnapshotsAsync(run, token);

    public Task<IReadOnlyList<RollUp>> RollUpsAsync(string probe, RollUpWidth width, DateTimeOffset from, DateTimeOffset to, CancellationToken token) => _reading.RollUpsAsync(probe, width, from, to, token);

    public async Task TidyAsync(CancellationToken token)
    {
        DateTimeOffset now = _time.GetUtcNow();
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(token).ConfigureAwait(false);
        await Partitions.MakeAheadAsync(connection, now, token).ConfigureAwait(false);
        await RollUps.TidyAsync(connection, _retention, now, work => work(), token).ConfigureAwait(false);
        await Partitions.DropAsync(connection, _retention.FirstDay(now), token).ConfigureAwait(false);
        await Attachments.TidyAsync(Incidents, _retention, now, token).ConfigureAwait(false);
    }

    /// <summary>Writes what is queued, then closes. When the database is away it is waited for a little; what is left then is counted as dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(Patience, _time))
        await using (patience.Token.Register(_closing.Cancel))
        {
            await EndAsync().ConfigureAwait(false);
        }

        await _writer.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task EndAsync()
    {
        try
        {
            await _queue.EndAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The queue has counted what it could not hand over.
        }
    }

    private void Refuse(WriteQueue.Waiting waiting, Exception why)
    {
        _queue.Refuse(waiting);
        waiting.Committed?.TrySetException(why);
    }

    private async Task<DbConnection> OpenAsync(CancellationToken token) => await _source.OpenConnectionAsync(token).ConfigureAwait(false);
}
