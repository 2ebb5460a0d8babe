using System.Globalization;

namespace LoadProbe.Controller;

/// <summary>Reads results a page at a time: whoever takes all of them takes no more than a page into memory, and keeps no store waiting meanwhile.</summary>
/// <param name="key">An id as the database wants it.</param>
internal sealed class ResultReading(Statements statements, Func<Guid, object> key)
{
    public async Task<IReadOnlyList<StoredResult>> PageAsync(ResultQuery query, CancellationToken token)
    {
        (string beyond, string order) = query.OldestFirst ? (">", "ASC") : ("<", "DESC");
        var where = new List<string> { "probe = @Probe" };
        if (query.From is not null) where.Add("started >= @from");
        if (query.To is not null) where.Add("started < @to");
        if (query.Agent is not null) where.Add("agent = @Agent");
        if (query.Verdict is not null) where.Add("verdict = @Verdict");
        if (query.Outcome is not null) where.Add("outcome = @Outcome");
        // Said twice, so that the index is entered where the page begins.
        if (query.After is not null) where.Add($"started {beyond}= @started AND (started {beyond} @started OR id {beyond} @id)");
        IReadOnlyList<(string Id, long Started, string Json)> rows = await statements.ListAsync<(string, long, string)>(
            $"SELECT CAST(id AS TEXT), started, json FROM result WHERE {string.Join(" AND ", where)} ORDER BY started {order}, id {order} LIMIT @Count",
            new
            {
                query.Probe, query.Count, query.Agent, query.Verdict, query.Outcome, from = query.From is { } from ? Micros.Of(from) : 0, to = query.To is { } to ? Micros.Of(to) : 0,
                started = query.After?.Started ?? 0, id = key(query.After?.Id ?? default),
            }, token).ConfigureAwait(false);
        return [.. rows.Select(r => new StoredResult(new ResultPlace(r.Started, Guid.Parse(r.Id, CultureInfo.InvariantCulture)), r.Json))];
    }

    /// <summary>Null when there is none of the probe.</summary>
    public async Task<ResultPlace?> PlaceAsync(string probe, Guid id, CancellationToken token)
    {
        IReadOnlyList<long> started = await statements.ListAsync<long>("SELECT started FROM result WHERE id = @id AND probe = @probe", new { id = key(id), probe }, token).ConfigureAwait(false);
        return started.Count == 0 ? null : new ResultPlace(started[0], id);
    }

    /// <summary>The minutes of a probe from an instant on, computed now.</summary>
    public async Task<IReadOnlyList<RollUp>> MinutesAsync(string probe, DateTimeOffset from, CancellationToken token)
    {
        IReadOnlyList<(long Started, string Agent, string Target, string Verdict, string Outcome, long Duration)> rows = await statements.ListAsync<(long, string, string, string, string, long)>(
            "SELECT started, agent, target, verdict, outcome, duration FROM result WHERE probe = @probe AND started >= @from", new { probe, from = Micros.Of(from) }, token).ConfigureAwait(false);
        return [.. rows.GroupBy(r => RollUps.Floor(r.Started, RollUpWidth.Minute)).OrderBy(m => m.Key)
            .SelectMany(m => RollUpRow.Of(m.Key, m.Select(r => new RollUpRow.Measured(probe, r.Agent, r.Target, r.Verdict, r.Outcome, r.Duration)))).Select(r => r.Read())];
    }
}
