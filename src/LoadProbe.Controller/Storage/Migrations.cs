using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller;

/// <summary>The numbered scripts that bring a store to the version this program knows, each in one transaction.</summary>
internal static class Migrations
{
    private const string Prefix = "LoadProbe.Controller.Storage.";

    public static void Apply(SqliteConnection connection)
    {
        string[] scripts = [.. typeof(Migrations).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        long version = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (version > scripts.Length) throw new InvalidDataException($"the store {connection.DataSource} is of version {version}; this program knows {scripts.Length}: use the newer program, or another file");
        for (long next = version; next < scripts.Length; next++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            connection.Execute(Script(scripts[next]), transaction: transaction);
            connection.Execute($"PRAGMA user_version = {next + 1}", transaction: transaction);
            transaction.Commit();
        }
    }

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
