using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;

namespace LoadProbe.Controller;

/// <summary>
/// Writes batches over one connection, each in a transaction. While the database is away it tries again after a growing pause,
/// with the same batch: nothing is lost by it, and what was committed already is not stored twice.
/// </summary>
internal sealed class PostgresWriter(NpgsqlDataSource source, TimeProvider time, CancellationToken closing) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly HashSet<long> _days = [];
    private NpgsqlConnection? _connection;

    /// <summary>Writes these, whatever it takes.</summary>
    /// <param name="refuse">Told of a row that the database will never take.</param>
    public async Task WriteAsync(IReadOnlyList<WriteQueue.Waiting> batch, Action<WriteQueue.Waiting, Exception> refuse)
    {
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await TryWriteAsync([.. batch.Select(w => w.Row)]).ConfigureAwait(false);
                return;
            }
            catch (PostgresException exception) when (IsOfTheRow(exception))
            {
                if (batch.Count == 1)
                {
                    refuse(batch[0], exception);
                    return;
                }

                // One bad row must not keep the good ones out.
                await WriteAsync([.. batch.Take(batch.Count / 2)], refuse).ConfigureAwait(false);
                await WriteAsync([.. batch.Skip(batch.Count / 2)], refuse).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (exception is DbException or IOException or TimeoutException)
            {
                await DisposeAsync().ConfigureAwait(false);
                // What the readers have in the pool is no better.
                source.Clear();
                await Task.Delay(pause, time, closing).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _days.Clear();
        if (_connection is { } connection) await connection.DisposeAsync().ConfigureAwait(false);
        _connection = null;
    }

    // Class 22: the value itself, such as a text with a zero in it.
    private static bool IsOfTheRow(PostgresException exception) => exception.SqlState.StartsWith("22", StringComparison.Ordinal);

    private async Task TryWriteAsync(IReadOnlyList<object?> rows)
    {
        bool rehearsal = rows.Contains(Rehearsal.Instance);
        ResultRow[] results = [.. rows.OfType<ResultRow>()];
        SnapshotRow[] snapshots = [.. rows.OfType<SnapshotRow>()];
        RunRow[] runs = [.. rows.OfType<RunRow>()];
        long now = Micros.Of(time.GetUtcNow());
        if (rehearsal) await TransactAsync([Rehearsal.Result with { Started = now }], [Rehearsal.Snapshot with { Taken = now }], [], commit: false).ConfigureAwait(false);
        if (results.Length + snapshots.Length + runs.Length > 0) await TransactAsync(results, snapshots, runs, commit: true).ConfigureAwait(false);
    }

    private async Task TransactAsync(ResultRow[] results, SnapshotRow[] snapshots, RunRow[] runs, bool commit)
    {
        // It may have been found dead while nothing was to be written.
        if (_connection is { State: not ConnectionState.Open }) await DisposeAsync().ConfigureAwait(false);
        NpgsqlConnection connection = _connection ??= await OpenAsync().ConfigureAwait(false);
        await MakeDaysAsync(connection, results.Select(r => r.Started).Concat(snapshots.Select(s => s.Taken))).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(closing).ConfigureAwait(false);
        await PostgresCopy.WriteAsync(connection, results, closing).ConfigureAwait(false);
        await PostgresCopy.WriteAsync(connection, snapshots, closing).ConfigureAwait(false);
        foreach (RunRow run in runs) await connection.ExecuteAsync(new CommandDefinition(RunRow.Save, run, transaction, cancellationToken: closing)).ConfigureAwait(false);
        await RollUps.MarkAsync(transaction, results).ConfigureAwait(false);
        if (commit) await transaction.CommitAsync(closing).ConfigureAwait(false);
    }

    private async Task MakeDaysAsync(NpgsqlConnection connection, IEnumerable<long> instants)
    {
        long[] days = [.. instants.Select(Partitions.Day).Distinct().Where(d => !_days.Contains(d))];
        if (days.Length == 0) return;
        await Partitions.MakeAsync(connection, days, closing).ConfigureAwait(false);
        _days.UnionWith(days);
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(closing).ConfigureAwait(false);
        await connection.ExecuteAsync(PostgresCopy.Prepare).ConfigureAwait(false);
        return connection;
    }
}
