using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>The audit as a store keeps it: appended to, and nothing else; the database itself refuses changes.</summary>
public sealed class AuditTable
{
    private const string Columns = "SELECT number, at, who, action, about, detail, hash FROM audit";

    private readonly Dialect _dialect;
    private readonly Statements _statements;

    internal AuditTable(Dialect dialect, Statements statements) => (_dialect, _statements) = (dialect, statements);

    /// <summary>Told of each entry that was written here, once it is committed.</summary>
    public event Action<AuditEntry>? Appended;

    /// <summary>Writes an entry.</summary>
    public Task AppendAsync(AuditEvent @event, DateTimeOffset at, CancellationToken token) => InOneAsync((_, _) => Task.FromResult<AuditEvent?>(@event), at, token);

    /// <summary>Writes an entry, and the state that the run it is about is in; one that has its verdict stays as it is.</summary>
    internal Task MoveAsync(AuditEvent @event, RunState state, DateTimeOffset at, CancellationToken token) => InOneAsync(async (connection, transaction) =>
    {
        await connection.ExecuteAsync(new CommandDefinition("UPDATE run SET state = @state WHERE id = @About AND verdict IS NULL", new { state = state.Word(), @event.About }, transaction, cancellationToken: token)).ConfigureAwait(false);
        return @event;
    }, at, token);

    /// <summary>Does something and writes its entry, both in one transaction or neither.</summary>
    /// <param name="work">What it says is written; null = nothing was done, and nothing is.</param>
    /// <param name="at">When.</param>
    /// <param name="token">Calls it off.</param>
    /// <returns>Whether it was done.</returns>
    internal async Task<bool> InOneAsync(Func<DbConnection, DbTransaction, Task<AuditEvent?>> work, DateTimeOffset at, CancellationToken token)
    {
        AuditEntry? entry = null;
        await _statements.TransactAsync(async (connection, transaction) =>
        {
            // One at a time, in every program on this store: each entry has the hash of the one before.
            if (_dialect.LockAudit is { } sql) await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
            if (await work(connection, transaction).ConfigureAwait(false) is not { } done) return false;
            (long number, string? hash) = await connection.FirstRowAsync<(long, string?)>(new CommandDefinition("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1", transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
            entry = AuditEntry.After(hash ?? AuditEntry.Root, number + 1, Micros.Instant(Micros.Of(at)), done);
            var row = new { entry.Number, at = Micros.Of(at), done.Who, done.Action, done.About, done.Detail, entry.Hash };
            await connection.ExecuteAsync(new CommandDefinition("INSERT INTO audit VALUES (@Number, @at, @Who, @Action, @About, @Detail, @Hash)", row, transaction, cancellationToken: token)).ConfigureAwait(false);
            return true;
        }, token).ConfigureAwait(false);
        if (entry is not null) Appended?.Invoke(entry);
        return entry is not null;
    }

    /// <summary>The newest entries, newest first.</summary>
    public Task<IReadOnlyList<AuditEntry>> NewestAsync(int count, CancellationToken token) => ListAsync($"{Columns} ORDER BY number DESC LIMIT @count", new { count }, token);

    /// <summary>Entries in their order, those after a number, so many at the most.</summary>
    public Task<IReadOnlyList<AuditEntry>> AfterAsync(long number, int count, CancellationToken token) => ListAsync($"{Columns} WHERE number > @number ORDER BY number LIMIT @count", new { number, count }, token);

    private async Task<IReadOnlyList<AuditEntry>> ListAsync(string sql, object about, CancellationToken token) =>
        [.. (await _statements.ListAsync<(long Number, long At, string Who, string Action, string About, string Detail, string Hash)>(sql, about, token).ConfigureAwait(false))
            .Select(r => new AuditEntry(r.Number, Micros.Instant(r.At), new AuditEvent(r.Who, r.Action, r.About, r.Detail), r.Hash))];
}
