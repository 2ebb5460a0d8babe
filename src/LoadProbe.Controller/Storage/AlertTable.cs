using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>What receivers were told of incidents, and are to be told still: whoever leads next goes on from there.</summary>
public sealed class AlertTable
{
    private readonly Statements _statements;

    internal AlertTable(Statements statements) => _statements = statements;

    /// <summary>All groups of one receiver.</summary>
    public async Task<IReadOnlyList<AlertGroup>> ReadAsync(string receiver, CancellationToken token) =>
        [.. (await _statements.ListAsync<byte[]>("SELECT body FROM alert_group WHERE receiver = @receiver ORDER BY labels", new { receiver }, token).ConfigureAwait(false)).Select(StoredJson.ReadAlertGroup)];

    /// <summary>Keeps a group as it is now; one with nothing to remember is forgotten.</summary>
    public Task SaveAsync(string receiver, AlertGroup group, CancellationToken token) => group.IsEmpty
        ? _statements.ExecuteAsync("DELETE FROM alert_group WHERE receiver = @receiver AND labels = @labels", new { receiver, labels = Key(group.Labels) }, token)
        : _statements.ExecuteAsync(
            "INSERT INTO alert_group (receiver, labels, body) VALUES (@receiver, @labels, @body) ON CONFLICT (receiver, labels) DO UPDATE SET body = excluded.body",
            new { receiver, labels = Key(group.Labels), body = StoredJson.Write(group) }, token);

    /// <summary>A group's labels as one text.</summary>
    internal static string Key(IReadOnlyDictionary<string, string> labels) => JsonSerializer.Serialize(labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => (string[])[l.Key, l.Value]));
}
