using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller;

/// <summary>
/// The embedded store: SQLite in WAL mode, written by one writer in batches (500 rows or 250 ms, whichever comes first),
/// each batch one synced transaction. A result can be read back only once it is committed, so what anyone has seen is safe.
/// </summary>
public sealed class SqliteStore : IStore
{
    private const int Capacity = 20_000;
    private const int BatchSize = 500;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(250);

    private readonly string _connection;
    private readonly TimeProvider _time;
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Task _writing;
    private long _dropped;

    private SqliteStore(string connection, TimeProvider time)
    {
        (_connection, _time) = (connection, time);
        _queue.Writer.TryWrite(new Write(Rehearse, null));
        _writing = Task.Run(WriteAsync);
    }

    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Opens a store file, making or upgrading it as needed. Refuses one written by a newer version.</summary>
    public static SqliteStore Open(string path, TimeProvider time)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();
        using var opened = new SqliteConnection(connection);
        opened.Open();
        opened.Execute("PRAGMA journal_mode = WAL");
        Migrations.Apply(opened);
        return new SqliteStore(connection, time);
    }

    public bool TryAdd(ProbeResult result)
    {
        var row = new ResultRow(result.Id.ToString(), result.Probe, result.Target, result.Agent, Micros(result.Journey.Started), Micros(result.Journey.Duration),
            result.Verdict.ToString().ToLowerInvariant(), result.Journey.Outcome.Word(), ResultJson.Text(result));
        return TryQueue(row.Insert);
    }

    public bool TryAdd(string run, Snapshot snapshot)
    {
        ArrivalCounts arrivals = snapshot.Arrivals;
        var row = new SnapshotRow(run, snapshot.Agent, snapshot.Number, Micros(snapshot.At), arrivals.Due, arrivals.Sent, arrivals.Dropped, arrivals.Completed, arrivals.Failed,
            snapshot.Response.Bytes.ToArray(), snapshot.Service.Bytes.ToArray(), snapshot.Lateness.Bytes.ToArray());
        return TryQueue(row.Insert);
    }

    public async Task SaveAsync(RunReport run, CancellationToken token)
    {
        var row = new
        {
            id = run.Id,
            scenario = run.Scenario.Name,
            started = Micros(run.Started),
            state = run.State.ToString().ToLowerInvariant(),
            verdict = run.Verdict?.ToString().ToLowerInvariant(),
            json = RunJson.Text(run),
        };
        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        const string sql = "INSERT INTO run VALUES (@id, @scenario, @started, @state, @verdict, @json) ON CONFLICT (id) DO UPDATE SET started = @started, state = @state, verdict = @verdict, json = @json";
        await _queue.Writer.WriteAsync(new Write(c => c.Execute(sql, row), saved), token).ConfigureAwait(false);
        // A writer that has ended, as on a full disk, saves nothing more: its exception is the answer.
        await (await Task.WhenAny(saved.Task, _writing).WaitAsync(token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> ResultsAsync(string? probe, int count, CancellationToken token)
    {
        await using SqliteConnection connection = await ReadAsync(token).ConfigureAwait(false);
        return [.. await connection.QueryAsync<string>("SELECT json FROM result WHERE @probe IS NULL OR probe = @probe ORDER BY started DESC LIMIT @count", new { probe, count }).ConfigureAwait(false)];
    }

    public async Task<string?> ResultAsync(string id, CancellationToken token)
    {
        await using SqliteConnection connection = await ReadAsync(token).ConfigureAwait(false);
        return await connection.QueryFirstOrDefaultAsync<string>("SELECT json FROM result WHERE id = @id", new { id }).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<StoredRun>> RunsAsync(int count, CancellationToken token)
    {
        await using SqliteConnection connection = await ReadAsync(token).ConfigureAwait(false);
        IEnumerable<(string Id, string Scenario, long Started, string State, string? Verdict)> rows =
            await connection.QueryAsync<(string, string, long, string, string?)>("SELECT id, scenario, started, state, verdict FROM run ORDER BY started DESC LIMIT @count", new { count }).ConfigureAwait(false);
        return [.. rows.Select(r => new StoredRun(r.Id, r.Scenario, DateTimeOffset.UnixEpoch.AddMicroseconds(r.Started), r.State, r.Verdict))];
    }

    public async Task<string?> RunAsync(string id, CancellationToken token)
    {
        await using SqliteConnection connection = await ReadAsync(token).ConfigureAwait(false);
        string where = id == "last" ? "ORDER BY started DESC LIMIT 1" : "WHERE id = @id";
        return await connection.QueryFirstOrDefaultAsync<string>($"SELECT json FROM run {where}", new { id }).ConfigureAwait(false);
    }

    /// <summary>Writes what is queued, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        SqliteConnection.ClearPool(new SqliteConnection(_connection));
    }

    private bool TryQueue(Action<SqliteConnection> write)
    {
        if (!_writing.IsCompleted && _queue.Writer.TryWrite(new Write(write, null))) return true;
        Interlocked.Increment(ref _dropped);
        return false;
    }

    private async Task WriteAsync()
    {
        await using var connection = new SqliteConnection(_connection);
        await connection.OpenAsync().ConfigureAwait(false);
        connection.Execute("PRAGMA synchronous = FULL");
        var batch = new List<Write>(BatchSize);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            using var late = new CancellationTokenSource(BatchTime, _time);
            while (batch.Count < BatchSize)
            {
                if (_queue.Reader.TryRead(out Write? write)) batch.Add(write);
                else if (!await MoreAsync(late.Token).ConfigureAwait(false)) break;
            }

            await using SqliteTransaction transaction = connection.BeginTransaction();
            foreach (Write write in batch) write.Execute(connection);
            await transaction.CommitAsync().ConfigureAwait(false);
            foreach (Write write in batch) write.Committed?.TrySetResult();
            batch.Clear();
        }
    }

    // Rows that nobody said, taken back: how a row is written is compiled now, and not beside the first second of a run.
    private static void Rehearse(SqliteConnection connection)
    {
        connection.Execute("SAVEPOINT rehearsal");
        new SnapshotRow("", "", 0, 0, 0, 0, 0, 0, 0, [], [], []).Insert(connection);
        new ResultRow("", "", "", "", 0, 0, "", "", "{}").Insert(connection);
        connection.Execute("ROLLBACK TO rehearsal; RELEASE rehearsal");
    }

    private async Task<bool> MoreAsync(CancellationToken late)
    {
        try
        {
            return await _queue.Reader.WaitToReadAsync(late).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<SqliteConnection> ReadAsync(CancellationToken token)
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(token).ConfigureAwait(false);
        return connection;
    }

    private sealed record Write(Action<SqliteConnection> Execute, TaskCompletionSource? Committed);

    private static long Micros(DateTimeOffset instant) => Micros(instant - DateTimeOffset.UnixEpoch);

    private static long Micros(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;
}
