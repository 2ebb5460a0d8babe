using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>The definitions that were applied last, as a store keeps them.</summary>
public sealed class DefinitionsTable
{
    private readonly Func<CancellationToken, Task<DbConnection>> _open;

    internal DefinitionsTable(Func<CancellationToken, Task<DbConnection>> open) => _open = open;

    /// <summary>When the last were applied; null when none ever were.</summary>
    public async Task<DateTimeOffset?> AppliedAsync(CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition("SELECT applied FROM definitions", cancellationToken: token)).ConfigureAwait(false) is { } applied ? Micros.Instant(applied) : null;
    }

    public async Task<AppliedFiles?> ReadAsync(CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        var rows = await connection.QueryAsync<(long Applied, string Who, string Files)>(new CommandDefinition("SELECT applied, who, files FROM definitions", cancellationToken: token)).ConfigureAwait(false);
        return rows.Select(r => new AppliedFiles(Micros.Instant(r.Applied), r.Who, JsonSerializer.Deserialize<SentFile[]>(r.Files)!)).FirstOrDefault();
    }

    public async Task SaveAsync(AppliedFiles files, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO definitions VALUES (1, @applied, @Who, @json) ON CONFLICT (id) DO UPDATE SET applied = excluded.applied, who = excluded.who, files = excluded.files",
            new { applied = Micros.Of(files.At), files.Who, json = JsonSerializer.Serialize(files.Files) }, cancellationToken: token)).ConfigureAwait(false);
    }
}
