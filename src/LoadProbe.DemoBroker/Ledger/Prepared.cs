using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker;

/// <summary>A statement that SQLite compiles once; its parameters are given in the order of their names.</summary>
internal sealed class Prepared : IDisposable
{
    private readonly SqliteCommand command;

    public Prepared(SqliteConnection connection, string sql, params ReadOnlySpan<string> names)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in names)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
    }

    public void Execute(SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        Bind(transaction, values);
        command.ExecuteNonQuery();
    }

    /// <summary>Runs the statement and reads its only row; the default when there is none.</summary>
    public T? One<T>(SqliteTransaction transaction, Func<SqliteDataReader, T> read, params ReadOnlySpan<object> values)
    {
        Bind(transaction, values);
        using var row = command.ExecuteReader();
        return row.Read() ? read(row) : default;
    }

    public void Dispose() => command.Dispose();

    private void Bind(SqliteTransaction transaction, ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }
}
