using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>
/// Rows of a question, each come in whole before it is looked at. Dapper's own queries read columns as they come and block for what is still on the way; the
/// thread that blocks may be the one that the socket's news comes by, and waits for itself.
/// </summary>
internal static class Rows
{
    public static async Task<IReadOnlyList<T>> RowsAsync<T>(this DbConnection connection, CommandDefinition question)
    {
        await using DbDataReader reader = await connection.ExecuteReaderAsync(question).ConfigureAwait(false);
        var rows = new List<T>();
        // As an object: for texts and bytes there is no parser of another kind.
        Func<DbDataReader, object> parse = reader.GetRowParser(typeof(T));
        while (await reader.ReadAsync(question.CancellationToken).ConfigureAwait(false)) rows.Add((T)parse(reader));
        return rows;
    }

    /// <summary>The first of them; a default when there is none.</summary>
    public static async Task<T?> FirstRowAsync<T>(this DbConnection connection, CommandDefinition question) => (await connection.RowsAsync<T>(question).ConfigureAwait(false)).FirstOrDefault();
}
