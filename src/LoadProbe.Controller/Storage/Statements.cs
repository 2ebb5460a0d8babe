using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>Statements, each over a connection of its own.</summary>
internal sealed class Statements(Func<CancellationToken, Task<DbConnection>> open)
{
    /// <returns>How many rows it was about.</returns>
    public async Task<int> ExecuteAsync(string sql, object about, CancellationToken token)
    {
        await using DbConnection connection = await open(token).ConfigureAwait(false);
        return await connection.ExecuteAsync(new CommandDefinition(sql, about, cancellationToken: token)).ConfigureAwait(false);
    }

    /// <summary>Several in one transaction, which is taken back unless the work says true.</summary>
    public async Task TransactAsync(Func<DbConnection, DbTransaction, Task<bool>> work, CancellationToken token)
    {
        await using DbConnection connection = await open(token).ConfigureAwait(false);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
        if (await work(connection, transaction).ConfigureAwait(false)) await transaction.CommitAsync(token).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object about, CancellationToken token)
    {
        await using DbConnection connection = await open(token).ConfigureAwait(false);
        return await connection.RowsAsync<T>(new CommandDefinition(sql, about, cancellationToken: token)).ConfigureAwait(false);
    }

    public async Task<T?> FirstAsync<T>(string sql, object about, CancellationToken token)
    {
        await using DbConnection connection = await open(token).ConfigureAwait(false);
        return await connection.FirstRowAsync<T>(new CommandDefinition(sql, about, cancellationToken: token)).ConfigureAwait(false);
    }
}
