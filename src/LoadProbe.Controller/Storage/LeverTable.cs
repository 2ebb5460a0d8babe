namespace LoadProbe.Controller;

/// <summary>The safety lever as a store keeps it, so that it is pulled for every controller, and after a restart too.</summary>
public sealed class LeverTable
{
    private readonly Statements _statements;

    internal LeverTable(Statements statements) => _statements = statements;

    /// <summary>Who pulled it, when and why; null while it is not.</summary>
    public async Task<LeverPull?> ReadAsync(CancellationToken token)
    {
        IReadOnlyList<(long Pulled, string Who, string Reason)> rows = await _statements.ListAsync<(long, string, string)>("SELECT pulled, who, reason FROM lever", new { }, token).ConfigureAwait(false);
        return rows.Select(r => new LeverPull(Micros.Instant(r.Pulled), r.Who, r.Reason)).FirstOrDefault();
    }

    /// <summary>Whoever pulled it first has his reason stand.</summary>
    public Task PullAsync(LeverPull pull, CancellationToken token) =>
        _statements.ExecuteAsync("INSERT INTO lever VALUES (1, @pulled, @Who, @Reason) ON CONFLICT (id) DO NOTHING", new { pulled = Micros.Of(pull.At), pull.Who, pull.Reason }, token);

    public Task ReleaseAsync(CancellationToken token) => _statements.ExecuteAsync("DELETE FROM lever", new { }, token);
}
