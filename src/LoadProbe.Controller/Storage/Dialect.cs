namespace LoadProbe.Controller;

/// <summary>The little that the two databases do not say alike.</summary>
/// <param name="Name">Also the folder of its scripts.</param>
/// <param name="Clock">The database's own time, microseconds since 1970.</param>
/// <param name="LockAudit">Keeps others from writing the audit until the transaction has ended; null = one that writes keeps all others out.</param>
internal sealed record Dialect(string Name, string Clock, string? LockAudit)
{
    public static Dialect Sqlite { get; } = new("Sqlite", "CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER)", null);

    public static Dialect Postgres { get; } = new("Postgres", "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint", "LOCK TABLE audit IN EXCLUSIVE MODE");
}
