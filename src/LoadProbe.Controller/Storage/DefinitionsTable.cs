using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>The definitions that were applied last, as a store keeps them.</summary>
public sealed class DefinitionsTable
{
    private readonly Statements _statements;

    internal DefinitionsTable(Statements statements) => _statements = statements;

    /// <summary>When the last were applied; null when none ever were.</summary>
    public async Task<DateTimeOffset?> AppliedAsync(CancellationToken token) =>
        await _statements.FirstAsync<long?>("SELECT applied FROM definitions", new { }, token).ConfigureAwait(false) is { } applied ? Micros.Instant(applied) : null;

    public async Task<AppliedFiles?> ReadAsync(CancellationToken token)
    {
        IReadOnlyList<(long Applied, string Who, string Files)> rows = await _statements.ListAsync<(long, string, string)>("SELECT applied, who, files FROM definitions", new { }, token).ConfigureAwait(false);
        return rows.Select(r => new AppliedFiles(Micros.Instant(r.Applied), r.Who, JsonSerializer.Deserialize<SentFile[]>(r.Files)!)).FirstOrDefault();
    }

    public Task SaveAsync(AppliedFiles files, CancellationToken token) => _statements.ExecuteAsync(
        "INSERT INTO definitions VALUES (1, @applied, @Who, @json) ON CONFLICT (id) DO UPDATE SET applied = excluded.applied, who = excluded.who, files = excluded.files",
        new { applied = Micros.Of(files.At), files.Who, json = JsonSerializer.Serialize(files.Files) }, token);
}
