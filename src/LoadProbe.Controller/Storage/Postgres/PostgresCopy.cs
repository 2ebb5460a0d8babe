using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace LoadProbe.Controller;

/// <summary>
/// Writes rows by binary COPY: into a table of the connection's own, and from there whatever is not stored yet, so that a row told twice is stored once.
/// Nothing here blocks: a thread that blocked may be the one that the socket's news comes by.
/// </summary>
internal static class PostgresCopy
{
    /// <summary>Once a connection: the tables that rows come in by.</summary>
    public const string Prepare =
        """
        CREATE TEMP TABLE IF NOT EXISTS result_in (LIKE result) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS snapshot_in (LIKE snapshot) ON COMMIT DELETE ROWS;
        """;

    public static Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<ResultRow> rows, CancellationToken token) => WriteAsync(connection, "result", "id", rows, WriteAsync, token);

    public static Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<SnapshotRow> rows, CancellationToken token) => WriteAsync(connection, "snapshot", "run, agent, number", rows, WriteAsync, token);

    private static async Task WriteAsync<T>(NpgsqlConnection connection, string table, string order, IReadOnlyList<T> rows, Func<NpgsqlBinaryImporter, T, CancellationToken, Task> write, CancellationToken token)
    {
        if (rows.Count == 0) return;
        await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync($"COPY {table}_in FROM STDIN (FORMAT BINARY)", token).ConfigureAwait(false))
        {
            foreach (T row in rows)
            {
                await importer.StartRowAsync(token).ConfigureAwait(false);
                await write(importer, row, token).ConfigureAwait(false);
            }

            await importer.CompleteAsync(token).ConfigureAwait(false);
        }

        // In one order, whatever it was told in: a row that another writer has under way is waited for, and two that did so in turn would deadlock.
        await connection.ExecuteAsync(new CommandDefinition($"INSERT INTO {table} SELECT * FROM {table}_in ORDER BY {order} ON CONFLICT DO NOTHING", cancellationToken: token)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter importer, ResultRow row, CancellationToken token)
    {
        await importer.WriteAsync(row.Id, NpgsqlDbType.Uuid, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Probe, NpgsqlDbType.Text, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Target, NpgsqlDbType.Text, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Agent, NpgsqlDbType.Text, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Started, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Duration, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Verdict, NpgsqlDbType.Text, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Outcome, NpgsqlDbType.Text, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Json, NpgsqlDbType.Text, token).ConfigureAwait(false);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter importer, SnapshotRow row, CancellationToken token)
    {
        await importer.WriteAsync(row.Run, NpgsqlDbType.Text, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Agent, NpgsqlDbType.Text, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Number, NpgsqlDbType.Integer, token).ConfigureAwait(false);
        await importer.WriteAsync(row.At, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Due, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Sent, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Dropped, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Completed, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Failed, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Taken, NpgsqlDbType.Bigint, token).ConfigureAwait(false);
        await importer.WriteAsync(row.Body, NpgsqlDbType.Bytea, token).ConfigureAwait(false);
    }
}
