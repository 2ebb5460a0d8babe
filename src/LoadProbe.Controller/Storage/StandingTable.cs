using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>How long probes stood how, as a store keeps it: each controller that led writes what it saw itself, and as often as it likes.</summary>
public sealed class StandingTable
{
    private readonly Statements _statements;

    internal StandingTable(Statements statements) => _statements = statements;

    /// <summary>Writes all that the controller of an epoch has seen of these minutes and hours, all of them or none.</summary>
    public Task SaveAsync(long epoch, IReadOnlyCollection<StandingTime> times, CancellationToken token) => _statements.TransactAsync(async (connection, transaction) =>
    {
        const string sql =
            """
            INSERT INTO standing (width, probe, start, epoch, known, down, degraded, maintenance) VALUES (@width, @Probe, @start, @epoch, @known, @down, @degraded, @maintenance)
            ON CONFLICT (width, probe, start, epoch) DO UPDATE SET known = excluded.known, down = excluded.down, degraded = excluded.degraded, maintenance = excluded.maintenance
            """;
        foreach (StandingTime t in times)
        {
            var row = new { width = (long)t.Width, t.Probe, start = Micros.Of(t.Start), epoch, known = Micros.Of(t.Known), down = Micros.Of(t.Down), degraded = Micros.Of(t.Degraded), maintenance = Micros.Of(t.Maintenance) };
            await connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: token)).ConfigureAwait(false);
        }

        return true;
    }, token);

    /// <summary>Those of a probe that start from one instant to before another, oldest first.</summary>
    public async Task<IReadOnlyList<StandingTime>> ListAsync(string probe, RollUpWidth width, DateTimeOffset from, DateTimeOffset to, CancellationToken token)
    {
        IReadOnlyList<(long Start, long Known, long Down, long Degraded, long Maintenance)> rows = await _statements.ListAsync<(long, long, long, long, long)>(
            "SELECT start, known, down, degraded, maintenance FROM standing WHERE width = @width AND probe = @probe AND start >= @from AND start < @to ORDER BY start, epoch",
            new { probe, width = (long)width, from = Micros.Of(from), to = Micros.Of(to) }, token).ConfigureAwait(false);
        return [.. rows.GroupBy(r => r.Start).Select(same => same.Aggregate(
            new StandingTime(probe, width, Micros.Instant(same.Key), default, default, default, default),
            (all, r) => all.With(Micros.Duration(r.Known), Micros.Duration(r.Down), Micros.Duration(r.Degraded), Micros.Duration(r.Maintenance))))];
    }

    internal static Task ForgetAsync(DbConnection connection, RollUpWidth width, DateTimeOffset before) =>
        connection.ExecuteAsync("DELETE FROM standing WHERE width = @width AND start < @before", new { width = (long)width, before = Micros.Of(before) });
}
