using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace LoadProbe.Controller;

/// <summary>Writes rows by binary COPY: into a table of the connection's own, and from there whatever is not stored yet, so that a row told twice is stored once.</summary>
internal static class PostgresCopy
{
    /// <summary>Once a connection: the tables that rows come in by.</summary>
    public const string Prepare =
        """
        CREATE TEMP TABLE IF NOT EXISTS result_in (LIKE result) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS snapshot_in (LIKE snapshot) ON COMMIT DELETE ROWS;
        """;

    public static Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<ResultRow> rows, CancellationToken token) => WriteAsync(connection, "result", rows, Write, token);

    public static Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<SnapshotRow> rows, CancellationToken token) => WriteAsync(connection, "snapshot", rows, Write, token);

    private static async Task WriteAsync<T>(NpgsqlConnection connection, string table, IReadOnlyList<T> rows, Action<NpgsqlBinaryImporter, T> write, CancellationToken token)
    {
        if (rows.Count == 0) return;
        await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync($"COPY {table}_in FROM STDIN (FORMAT BINARY)", token).ConfigureAwait(false))
        {
            foreach (T row in rows)
            {
                await importer.StartRowAsync(token).ConfigureAwait(false);
                write(importer, row);
            }

            await importer.CompleteAsync(token).ConfigureAwait(false);
        }

        await connection.ExecuteAsync(new CommandDefinition($"INSERT INTO {table} SELECT * FROM {table}_in ON CONFLICT DO NOTHING", cancellationToken: token)).ConfigureAwait(false);
    }

    private static void Write(NpgsqlBinaryImporter importer, ResultRow row)
    {
        importer.Write(row.Id, NpgsqlDbType.Uuid);
        importer.Write(row.Probe, NpgsqlDbType.Text);
        importer.Write(row.Target, NpgsqlDbType.Text);
        importer.Write(row.Agent, NpgsqlDbType.Text);
        importer.Write(row.Started, NpgsqlDbType.Bigint);
        importer.Write(row.Duration, NpgsqlDbType.Bigint);
        importer.Write(row.Verdict, NpgsqlDbType.Text);
        importer.Write(row.Outcome, NpgsqlDbType.Text);
        importer.Write(row.Json, NpgsqlDbType.Text);
    }

    private static void Write(NpgsqlBinaryImporter importer, SnapshotRow row)
    {
        importer.Write(row.Run, NpgsqlDbType.Text);
        importer.Write(row.Agent, NpgsqlDbType.Text);
        importer.Write(row.Number, NpgsqlDbType.Integer);
        importer.Write(row.At, NpgsqlDbType.Bigint);
        importer.Write(row.Due, NpgsqlDbType.Bigint);
        importer.Write(row.Sent, NpgsqlDbType.Bigint);
        importer.Write(row.Dropped, NpgsqlDbType.Bigint);
        importer.Write(row.Completed, NpgsqlDbType.Bigint);
        importer.Write(row.Failed, NpgsqlDbType.Bigint);
        importer.Write(row.Response, NpgsqlDbType.Bytea);
        importer.Write(row.Service, NpgsqlDbType.Bytea);
        importer.Write(row.Lateness, NpgsqlDbType.Bytea);
        importer.Write(row.Taken, NpgsqlDbType.Bigint);
    }
}
