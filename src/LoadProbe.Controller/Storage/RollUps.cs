using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>
/// Rolls up what is complete. Whoever writes a result marks its minute in the same transaction, so that a result which comes late
/// has its minute, and then its hour, computed again from all there is: the same work done twice gives the same roll-ups.
/// </summary>
internal static class RollUps
{
    // The mark is taken anew where it stands: whoever rolls up waits for this transaction, and sees its results.
    private const string MarkDue = "INSERT INTO roll_up_due VALUES (@width, @start) ON CONFLICT (width, start) DO UPDATE SET start = excluded.start";

    /// <summary>Marks the minutes of results that are written in the same transaction.</summary>
    public static async Task MarkAsync(DbTransaction transaction, IEnumerable<ResultRow> results)
    {
        // In order, so that two writers never wait for each other.
        foreach (long start in results.Select(r => Floor(r.Started, RollUpWidth.Minute)).Distinct().Order()) await MarkAsync(transaction, RollUpWidth.Minute, start).ConfigureAwait(false);
    }

    /// <summary>Computes the minutes and hours that are marked and over, each in a transaction, and forgets roll-ups that are too old.</summary>
    /// <param name="inTurn">Does one piece of the work when it may.</param>
    public static async Task TidyAsync(DbConnection connection, Retention retention, DateTimeOffset now, Func<Func<Task>, Task> inTurn, CancellationToken token)
    {
        foreach ((RollUpWidth width, long whole) in new[] { (RollUpWidth.Minute, retention.FirstDay(now)), (RollUpWidth.Hour, Micros.Of(now - retention.Minutes)) })
        {
            foreach (long start in await DueAsync(connection, width, now).ConfigureAwait(false)) await inTurn(() => RollUpAsync(connection, width, start, whole, token)).ConfigureAwait(false);
        }

        await inTurn(() => ForgetAsync(connection, RollUpWidth.Minute, now - retention.Minutes)).ConfigureAwait(false);
        await inTurn(() => ForgetAsync(connection, RollUpWidth.Hour, now - retention.Hours)).ConfigureAwait(false);
    }

    private static Task<IReadOnlyList<long>> DueAsync(DbConnection connection, RollUpWidth width, DateTimeOffset now) => connection.RowsAsync<long>(new CommandDefinition(
        "SELECT start FROM roll_up_due WHERE width = @width AND start <= @over ORDER BY start", new { width = (long)width, over = Micros.Of(now) - Length(width) }));

    /// <param name="whole">Before it, some of what a roll-up is made of is gone: such a roll-up stays as it is.</param>
    private static async Task RollUpAsync(DbConnection connection, RollUpWidth width, long start, long whole, CancellationToken token)
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
        int taken = await connection.ExecuteAsync("DELETE FROM roll_up_due WHERE width = @width AND start = @start", new { width = (long)width, start }, transaction).ConfigureAwait(false);
        if (taken > 0 && start >= whole) await RollUpAsync(transaction, width, start).ConfigureAwait(false);
        await transaction.CommitAsync(token).ConfigureAwait(false);
    }

    private static async Task RollUpAsync(DbTransaction transaction, RollUpWidth width, long start)
    {
        DbConnection connection = transaction.Connection!;
        var within = new { start, end = start + Length(width), minute = (long)RollUpWidth.Minute };
        IEnumerable<RollUpRow> rows = width == RollUpWidth.Minute
            ? RollUpRow.Of(start, await connection.RowsAsync<RollUpRow.Measured>(new CommandDefinition("SELECT probe, agent, target, verdict, outcome, duration FROM result WHERE started >= @start AND started < @end", within, transaction)).ConfigureAwait(false))
            : RollUpRow.Of(start, await connection.RowsAsync<RollUpRow>(new CommandDefinition("SELECT probe, agent, target, start, count, failed, invalid, duration, outcomes FROM roll_up WHERE width = @minute AND start >= @start AND start < @end", within, transaction)).ConfigureAwait(false));
        foreach (RollUpRow row in rows)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO roll_up (width, probe, agent, target, start, count, failed, invalid, duration, outcomes) VALUES (@width, @Probe, @Agent, @Target, @Start, @Count, @Failed, @Invalid, @Duration, @Outcomes)
                ON CONFLICT (width, probe, start, agent, target) DO UPDATE SET count = excluded.count, failed = excluded.failed, invalid = excluded.invalid, duration = excluded.duration, outcomes = excluded.outcomes
                """,
                new { width = (long)width, row.Probe, row.Agent, row.Target, row.Start, row.Count, row.Failed, row.Invalid, row.Duration, row.Outcomes }, transaction).ConfigureAwait(false);
        }

        if (width == RollUpWidth.Minute) await MarkAsync(transaction, RollUpWidth.Hour, Floor(start, RollUpWidth.Hour)).ConfigureAwait(false);
    }

    private static async Task ForgetAsync(DbConnection connection, RollUpWidth width, DateTimeOffset before)
    {
        await connection.ExecuteAsync("DELETE FROM roll_up WHERE width = @width AND start < @before", new { width = (long)width, before = Micros.Of(before) }).ConfigureAwait(false);
        await StandingTable.ForgetAsync(connection, width, before).ConfigureAwait(false);
    }

    private static Task MarkAsync(DbTransaction transaction, RollUpWidth width, long start) =>
        transaction.Connection!.ExecuteAsync(MarkDue, new { width = (long)width, start }, transaction);

    private static long Length(RollUpWidth width) => Micros.Of(TimeSpan.FromSeconds((int)width));

    /// <summary>The start of the minute or hour that an instant is in.</summary>
    public static long Floor(long instant, RollUpWidth width) => instant / Length(width) * Length(width);
}
