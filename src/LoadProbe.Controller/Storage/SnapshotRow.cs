using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.Controller;

/// <summary>A second of an agent in a run as the embedded store keeps it; its time in microseconds, its histograms packed.</summary>
internal sealed record SnapshotRow(string Run, string Agent, int Number, long At, long Due, long Sent, long Dropped, long Completed, long Failed, byte[] Response, byte[] Service, byte[] Lateness)
{
    /// <summary>Writes it, unless it is there already.</summary>
    public void Insert(SqliteConnection connection) =>
        connection.Execute("INSERT OR IGNORE INTO snapshot VALUES (@Run, @Agent, @Number, @At, @Due, @Sent, @Dropped, @Completed, @Failed, @Response, @Service, @Lateness)", this);
}
