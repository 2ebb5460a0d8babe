using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller;

/// <summary>A probe's result as the embedded store keeps it; times in microseconds.</summary>
internal sealed record ResultRow(string Id, string Probe, string Target, string Agent, long Started, long Duration, string Verdict, string Outcome, string Json)
{
    /// <summary>Writes it, unless it is there already.</summary>
    public void Insert(SqliteConnection connection) =>
        connection.Execute("INSERT OR IGNORE INTO result VALUES (@Id, @Probe, @Target, @Agent, @Started, @Duration, @Verdict, @Outcome, @Json)", this);
}
