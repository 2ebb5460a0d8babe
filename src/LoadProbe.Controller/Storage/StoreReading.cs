namespace LoadProbe.Controller;

/// <summary>All questions to a store: the two databases understand them alike.</summary>
internal sealed class StoreReading(Statements statements)
{
    public async Task<IReadOnlyList<string>> ResultsAsync(string? probe, int count, CancellationToken token)
    {
        string where = probe is null ? "" : "WHERE probe = @probe";
        return await statements.ListAsync<string>($"SELECT json FROM result {where} ORDER BY started DESC LIMIT @count", new { probe, count }, token).ConfigureAwait(false);
    }

    public Task<string?> ResultAsync(object id, CancellationToken token) => statements.FirstAsync<string>("SELECT json FROM result WHERE id = @id", new { id }, token);

    public async Task<IReadOnlyList<StoredRun>> RunsAsync(int count, CancellationToken token)
    {
        IReadOnlyList<(string Id, string Scenario, long Started, string State, string? Verdict)> rows =
            await statements.ListAsync<(string, string, long, string, string?)>("SELECT id, scenario, started, state, verdict FROM run ORDER BY started DESC LIMIT @count", new { count }, token).ConfigureAwait(false);
        return [.. rows.Select(r => new StoredRun(r.Id, r.Scenario, Micros.Instant(r.Started), r.State, r.Verdict))];
    }

    public Task<string?> RunAsync(string id, CancellationToken token) =>
        statements.FirstAsync<string>($"SELECT json FROM run {(id == "last" ? "ORDER BY started DESC LIMIT 1" : "WHERE id = @id")}", new { id }, token);

    public async Task<IReadOnlyList<UnfinishedRun>> UnfinishedAsync(CancellationToken token)
    {
        IReadOnlyList<(string Id, string Scenario, long Started, long Epoch, byte[] Orders)> rows =
            await statements.ListAsync<(string, string, long, long, byte[])>("SELECT id, scenario, started, epoch, orders FROM run WHERE verdict IS NULL AND orders IS NOT NULL ORDER BY started", new { }, token).ConfigureAwait(false);
        return [.. rows.Select(r => new UnfinishedRun(r.Id, r.Scenario, Micros.Instant(r.Started), r.Epoch, StoredJson.ReadOrders(r.Orders)))];
    }

    public async Task<IReadOnlyList<Snapshot>> SnapshotsAsync(string run, CancellationToken token) =>
        [.. (await statements.ListAsync<byte[]>("SELECT body FROM snapshot WHERE run = @run AND body IS NOT NULL ORDER BY at, agent", new { run }, token).ConfigureAwait(false)).Select(StoredJson.ReadSnapshot)];

    public async Task<IReadOnlyList<RollUp>> RollUpsAsync(string probe, RollUpWidth width, DateTimeOffset from, DateTimeOffset to, CancellationToken token)
    {
        IReadOnlyList<RollUpRow> rows = await statements.ListAsync<RollUpRow>(
            "SELECT probe, agent, target, start, count, failed, invalid, duration, outcomes FROM roll_up WHERE width = @width AND probe = @probe AND start >= @from AND start < @to ORDER BY start, agent, target",
            new { probe, width = (long)width, from = Micros.Of(from), to = Micros.Of(to) }, token).ConfigureAwait(false);
        return [.. rows.Select(r => r.Read())];
    }
}
