using Dapper;
using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>What was seen in failed runs, as a store keeps it: in parts, as they come.</summary>
public sealed class AttachmentTable
{
    private const int DeletedAtOnce = 100;
    private const string Columns = "result, name, number, parts, probe, agent, at, step, media_type, size, stored";

    private readonly Statements _statements;

    internal AttachmentTable(Statements statements) => _statements = statements;

    /// <summary>Writes a part; one that is there already stays as it is.</summary>
    public Task SaveAsync(AttachmentPart part, DateTimeOffset now, CancellationToken token) => _statements.ExecuteAsync(
        $"INSERT INTO attachment ({Columns}, body) VALUES (@result, @Name, @number, @parts, @Probe, @Agent, @at, @step, @MediaType, @size, @stored, @Bytes) ON CONFLICT (result, name, number) DO NOTHING",
        new { result = $"{part.Result}", part.Name, number = (long)part.Number, parts = (long)part.Count, part.Probe, part.Agent, at = Micros.Of(part.At), step = part.Step ?? "", part.MediaType, size = (long)part.Bytes.Length, stored = Micros.Of(now), part.Bytes }, token);

    /// <summary>Those of a probe whose runs started from one instant to another, both included, oldest first; only those that are whole.</summary>
    public async Task<IReadOnlyList<StoredAttachment>> ListAsync(string probe, DateTimeOffset from, DateTimeOffset to, CancellationToken token) =>
        [.. (await ListAsync("WHERE probe = @probe AND at >= @from AND at <= @to", new { probe, from = Micros.Of(from), to = Micros.Of(to) }, token).ConfigureAwait(false)).Where(a => a.IsWhole)];

    /// <summary>The bytes of one; null when there is none, or a part of it is missing.</summary>
    public async Task<byte[]?> ReadAsync(Guid result, string name, CancellationToken token)
    {
        IReadOnlyList<(long Parts, byte[] Body)> parts = await _statements.ListAsync<(long, byte[])>("SELECT parts, body FROM attachment WHERE result = @result AND name = @name ORDER BY number", new { result = $"{result}", name }, token).ConfigureAwait(false);
        return parts.Count == 0 || parts.Count < parts[0].Parts ? null : [.. parts.SelectMany(p => p.Body)];
    }

    /// <summary>Forgets what is kept no longer.</summary>
    internal async Task TidyAsync(IncidentTable incidents, Retention retention, DateTimeOffset now, CancellationToken token)
    {
        IReadOnlyList<StoredAttachment> all = await ListAsync("", new { }, token).ConfigureAwait(false);
        if (all.Count == 0) return;
        IReadOnlyList<Incident> known = await incidents.RecentAsync(all[0].At, token).ConfigureAwait(false);
        // In small pieces, because others wait to write.
        foreach (StoredAttachment[] some in AttachmentRetention.Over(all, known, retention, now).Chunk(DeletedAtOnce)) await ForgetAsync(some, token).ConfigureAwait(false);
    }

    private Task ForgetAsync(IEnumerable<StoredAttachment> gone, CancellationToken token) => _statements.TransactAsync(async (connection, transaction) =>
    {
        foreach (StoredAttachment each in gone) await connection.ExecuteAsync(new CommandDefinition("DELETE FROM attachment WHERE result = @result AND name = @Name", new { result = $"{each.Result}", each.Name }, transaction, cancellationToken: token)).ConfigureAwait(false);
        return true;
    }, token);

    private async Task<IReadOnlyList<StoredAttachment>> ListAsync(string which, object about, CancellationToken token) =>
        [.. (await _statements.ListAsync<Row>($"SELECT {Columns} FROM attachment {which} ORDER BY at, result, name, number", about, token).ConfigureAwait(false)).GroupBy(r => (r.Result, r.Name)).Select(Of)];

    private static StoredAttachment Of(IEnumerable<Row> parts)
    {
        Row[] all = [.. parts];
        Row first = all[0];
        return new StoredAttachment(Guid.Parse(first.Result), first.Probe, first.Agent, Micros.Instant(first.At), first.Step.Length == 0 ? null : first.Step, first.Name, first.Media_type, all.Sum(r => r.Size), Micros.Instant(all.Max(r => r.Stored)), all.Length == first.Parts);
    }

    private sealed record Row(string Result, string Name, long Number, long Parts, string Probe, string Agent, long At, string Step, string Media_type, long Size, long Stored);
}
