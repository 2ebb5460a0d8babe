using Dapper;
using Npgsql;

namespace LoadProbe.Controller;

/// <summary>What two controllers must not do to one database at the same time; held to the end of a transaction.</summary>
internal sealed record PostgresLock(int Number)
{
    // So that other programs in the same database do not mean the same lock: "LP" in ASCII.
    private const int Ours = 0x4C50;

    public static PostgresLock Migrations { get; } = new(1);

    public static PostgresLock Partitions { get; } = new(2);

    public Task TakeAsync(NpgsqlTransaction transaction, CancellationToken token) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(@Ours, @Number)", new { Ours, Number }, transaction, cancellationToken: token));
}
