using Dapper;

namespace LoadProbe.Controller;

/// <summary>Incidents as a store keeps them: open ones until they are closed, and closed ones until somebody deletes them.</summary>
public sealed class IncidentTable
{
    private readonly Statements _statements;

    internal IncidentTable(Statements statements) => _statements = statements;

    /// <summary>Writes them as they are now, all of them or none.</summary>
    public Task SaveAsync(IReadOnlyCollection<Incident> incidents, CancellationToken token) => _statements.TransactAsync(async (connection, transaction) =>
    {
        const string sql =
            """
            INSERT INTO incident (id, probe, opened, closed, body) VALUES (@id, @Probe, @opened, @closed, @body)
            ON CONFLICT (id) DO UPDATE SET closed = excluded.closed, body = excluded.body
            """;
        // In order, so that two writers never wait for each other.
        foreach (Incident incident in incidents.OrderBy(i => i.Id))
        {
            long? closed = incident.Closed is { } at ? Micros.Of(at) : null;
            var row = new { id = $"{incident.Id}", incident.Probe, opened = Micros.Of(incident.Opened), closed, body = StoredJson.Write(incident) };
            await connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: token)).ConfigureAwait(false);
        }

        return true;
    }, token);

    /// <summary>The open ones first, then the closed ones, of both the newest first; of one probe, or of all when null.</summary>
    public Task<IReadOnlyList<Incident>> ListAsync(string? probe, int count, CancellationToken token) =>
        ListAsync($"{(probe is null ? "" : "WHERE probe = @probe ")}ORDER BY CASE WHEN closed IS NULL THEN 0 ELSE 1 END, opened DESC LIMIT @count", new { probe, count }, token);

    /// <summary>All that are open, and those that were closed after an instant, the oldest first.</summary>
    public Task<IReadOnlyList<Incident>> RecentAsync(DateTimeOffset closedAfter, CancellationToken token) =>
        ListAsync("WHERE closed IS NULL OR closed > @after ORDER BY opened", new { after = Micros.Of(closedAfter) }, token);

    /// <summary>Null when there is none.</summary>
    public async Task<Incident?> FindAsync(string id, CancellationToken token) => (await ListAsync("WHERE id = @id", new { id }, token).ConfigureAwait(false)).FirstOrDefault();

    private async Task<IReadOnlyList<Incident>> ListAsync(string which, object about, CancellationToken token) =>
        [.. (await _statements.ListAsync<byte[]>($"SELECT body FROM incident {which}", about, token).ConfigureAwait(false)).Select(StoredJson.ReadIncident)];
}
