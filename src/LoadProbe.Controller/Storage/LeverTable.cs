using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>The safety lever as a store keeps it, so that it is pulled for every controller, and after a restart too.</summary>
public sealed class LeverTable
{
    private readonly Func<CancellationToken, Task<DbConnection>> _open;

    internal LeverTable(Func<CancellationToken, Task<DbConnection>> open) => _open = open;

    /// <summary>Who pulled it, when and why; null while it is not.</summary>
    public async Task<LeverPull?> ReadAsync(CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        var rows = await connection.QueryAsync<(long Pulled, string Who, string Reason)>(new CommandDefinition("SELECT pulled, who, reason FROM lever", cancellationToken: token)).ConfigureAwait(false);
        return rows.Select(r => new LeverPull(Micros.Instant(r.Pulled), r.Who, r.Reason)).FirstOrDefault();
    }

    /// <summary>Whoever pulled it first has his reason stand.</summary>
    public Task PullAsync(LeverPull pull, CancellationToken token) =>
        ExecuteAsync("INSERT INTO lever VALUES (1, @pulled, @Who, @Reason) ON CONFLICT (id) DO NOTHING", new { pulled = Micros.Of(pull.At), pull.Who, pull.Reason }, token);

    public Task ReleaseAsync(CancellationToken token) => ExecuteAsync("DELETE FROM lever", new { }, token);

    private async Task ExecuteAsync(string sql, object about, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(sql, about, cancellationToken: token)).ConfigureAwait(false);
    }
}
