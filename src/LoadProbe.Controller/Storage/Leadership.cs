using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>
/// Which controller leads: a row of the store with its holder, its epoch and its end by the database's own clock, so that no
/// controller's clock matters. The epoch rises whenever somebody begins to lead; who has lost it is told at the next renewal.
/// </summary>
public sealed class Leadership
{
    private readonly Dialect _dialect;
    private readonly Func<CancellationToken, Task<DbConnection>> _open;

    internal Leadership(Dialect dialect, Func<CancellationToken, Task<DbConnection>> open) => (_dialect, _open) = (dialect, open);

    /// <summary>Begins to lead when nobody does; the new epoch, or null while somebody else, or an earlier self, still does.</summary>
    public Task<long?> TryLeadAsync(string holder, TimeSpan timeToLive, CancellationToken token) => AskAsync<long?>(
        $"""
         INSERT INTO leadership VALUES (1, @holder, 1, {_dialect.Clock} + @life)
         ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, epoch = leadership.epoch + 1, until = excluded.until WHERE leadership.until <= {_dialect.Clock}
         RETURNING epoch
         """,
        holder, 0, timeToLive, token);

    /// <summary>Leads on from now; false = it is lost, and whatever was done in its name must end.</summary>
    public async Task<bool> RenewAsync(string holder, long epoch, TimeSpan timeToLive, CancellationToken token) =>
        await AskAsync<long?>($"UPDATE leadership SET until = {_dialect.Clock} + @life WHERE holder = @holder AND epoch = @epoch AND until > {_dialect.Clock} RETURNING epoch", holder, epoch, timeToLive, token).ConfigureAwait(false) is not null;

    /// <summary>Who leads, or led last, and in which epoch; null = nobody yet.</summary>
    public async Task<(string Holder, long Epoch, bool Leads)?> LeaderAsync(CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        (string? Holder, long Epoch, bool Leads) row = await connection.FirstRowAsync<(string?, long, bool)>(new CommandDefinition($"SELECT holder, epoch, until > {_dialect.Clock} FROM leadership", cancellationToken: token)).ConfigureAwait(false);
        return row.Holder is { } holder ? (holder, row.Epoch, row.Leads) : null;
    }

    /// <summary>Ends it at once, so that another need not wait; nothing when it was lost already.</summary>
    public Task ResignAsync(string holder, long epoch, CancellationToken token) =>
        AskAsync<long?>("UPDATE leadership SET until = 0 WHERE holder = @holder AND epoch = @epoch RETURNING epoch", holder, epoch, TimeSpan.Zero, token);

    private async Task<T?> AskAsync<T>(string sql, string holder, long epoch, TimeSpan timeToLive, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, new { holder, epoch, life = Micros.Of(timeToLive) }, cancellationToken: token)).ConfigureAwait(false);
    }
}
