using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>
/// Brings a store to the version this program knows, in one transaction. A store remembers each script that made it: one that
/// has changed since, or that this program does not know, is refused, and the store is left alone.
/// </summary>
internal static class Migrations
{
    private const string Table = "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied BIGINT NOT NULL)";

    /// <param name="transaction">Open, and the only one that migrates this store.</param>
    /// <param name="store">Its name, for people.</param>
    /// <param name="unsaid">So many scripts were applied before there was a table to remember them in.</param>
    /// <returns>The version it is of now.</returns>
    public static async Task<int> ApplyAsync(DbTransaction transaction, Dialect dialect, string store, DateTimeOffset now, long unsaid = 0)
    {
        DbConnection connection = transaction.Connection!;
        IReadOnlyList<Migration> known = Migration.Of(dialect);
        await connection.ExecuteAsync(Table, transaction: transaction).ConfigureAwait(false);
        Applied[] applied = [.. await connection.RowsAsync<Applied>(new CommandDefinition("SELECT number, name, sha256 FROM migration ORDER BY number", transaction: transaction)).ConfigureAwait(false)];
        long version = Math.Max(unsaid, applied.Length == 0 ? 0 : applied[^1].Number);
        if (version > known.Count) throw new InvalidDataException($"the store {store} is of version {version}; this program knows {known.Count}: use the newer program, or another store");
        foreach (Migration migration in known)
        {
            Applied? before = Array.Find(applied, a => a.Number == migration.Number);
            if (before is not null && before.Sha256 != migration.Sha256) throw new InvalidDataException($"the store {store} was made by another {before.Name} (sha256 {before.Sha256}) than this program's {migration.Name} (sha256 {migration.Sha256}): use the program that made it, or another store");
            if (before is not null) continue;
            if (migration.Number > unsaid) await connection.ExecuteAsync(migration.Script, transaction: transaction).ConfigureAwait(false);
            var row = new { Number = (long)migration.Number, migration.Name, migration.Sha256, applied = Micros.Of(now) };
            await connection.ExecuteAsync("INSERT INTO migration VALUES (@Number, @Name, @Sha256, @applied)", row, transaction).ConfigureAwait(false);
        }

        return known.Count;
    }

    private sealed record Applied(long Number, string Name, string Sha256);
}
