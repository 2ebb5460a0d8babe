using System.Globalization;
using Dapper;
using Npgsql;

namespace LoadProbe.Controller;

/// <summary>The days of the tables that are partitioned: made ahead of time, and when an older one is needed; dropped when they are kept no longer.</summary>
internal static class Partitions
{
    private const int DaysAhead = 2;
    private const string Form = "yyyyMMdd";
    private static readonly string[] Tables = ["result", "snapshot"];

    /// <summary>The start of the day that an instant is in.</summary>
    public static long Day(long instant) => Micros.Day(Micros.Instant(instant));

    /// <summary>Makes today and the days to come.</summary>
    public static Task MakeAheadAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken token) =>
        MakeAsync(connection, Enumerable.Range(0, DaysAhead + 1).Select(d => Day(Micros.Of(now.AddDays(d)))), token);

    /// <summary>Makes these days, as far as they are not there.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, IEnumerable<long> days, CancellationToken token)
    {
        await using NpgsqlTransaction transaction = await BeginAsync(connection, token).ConfigureAwait(false);
        foreach (string sql in days.SelectMany(_ => Tables, Make)) await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
        await transaction.CommitAsync(token).ConfigureAwait(false);
    }

    /// <summary>Drops the days before this one.</summary>
    public static async Task DropAsync(NpgsqlConnection connection, long first, CancellationToken token)
    {
        await using NpgsqlTransaction transaction = await BeginAsync(connection, token).ConfigureAwait(false);
        const string sql = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent IN ('result'::regclass, 'snapshot'::regclass)";
        foreach (string name in await connection.RowsAsync<string>(new CommandDefinition(sql, transaction: transaction, cancellationToken: token)).ConfigureAwait(false))
        {
            if (DayOf(name) < first) await connection.ExecuteAsync(new CommandDefinition($"DROP TABLE {name}", transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
        }

        await transaction.CommitAsync(token).ConfigureAwait(false);
    }

    // Whoever reads for long is not waited for, and nobody is kept waiting behind us: a later try will do.
    private static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken token)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition("SET LOCAL lock_timeout = '2s'", transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
        await PostgresLock.Partitions.TakeAsync(transaction, token).ConfigureAwait(false);
        return transaction;
    }

    // Attached and not created in its place, which would wait for all who read.
    private static string Make(long day, string table)
    {
        string name = $"{table}_{Micros.Instant(day).ToString(Form, CultureInfo.InvariantCulture)}";
        return $"""
                DO $$ BEGIN
                  IF to_regclass('{name}') IS NULL THEN
                    CREATE TABLE {name} (LIKE {table} INCLUDING ALL);
                    ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({day}) TO ({Micros.Of(Micros.Instant(day).AddDays(1))});
                  END IF;
                END $$
                """;
    }

    private static long? DayOf(string partition) =>
        DateTimeOffset.TryParseExact(partition[(partition.LastIndexOf('_') + 1)..], Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day) ? Micros.Of(day) : null;
}
