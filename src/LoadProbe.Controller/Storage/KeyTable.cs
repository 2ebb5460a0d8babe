using System.Data.Common;
using Dapper;

namespace LoadProbe.Controller;

/// <summary>The keys to the API as a store keeps them.</summary>
public sealed class KeyTable
{
    private const string Columns = "SELECT id, name, scope, sha256, created, expires, used, revoked FROM api_key";

    private readonly Func<CancellationToken, Task<DbConnection>> _open;

    internal KeyTable(Func<CancellationToken, Task<DbConnection>> open) => _open = open;

    public Task AddAsync(ApiKey key, CancellationToken token) => ExecuteAsync(
        "INSERT INTO api_key VALUES (@Id, @Name, @scope, @Sha256, @created, @expires, NULL, NULL)",
        new { key.Id, key.Name, scope = key.Scope.Words(), key.Sha256, created = Micros.Of(key.Created), expires = Micros.Of(key.Expires) }, token);

    /// <summary>By its id, whether it is good or not; null when there is none.</summary>
    public async Task<ApiKey?> FindAsync(string id, CancellationToken token) => (await ListAsync($"{Columns} WHERE id = @id", new { id }, token).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>All of them, newest first.</summary>
    public Task<IReadOnlyList<ApiKey>> AllAsync(CancellationToken token) => ListAsync($"{Columns} ORDER BY created DESC, id", new { }, token);

    public Task UsedAsync(string id, DateTimeOffset at, CancellationToken token) => ExecuteAsync("UPDATE api_key SET used = @at WHERE id = @id", new { id, at = Micros.Of(at) }, token);

    /// <summary>False when there is none of this id that was not revoked already.</summary>
    public async Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken token) =>
        await ExecuteAsync("UPDATE api_key SET revoked = @at WHERE id = @id AND revoked IS NULL", new { id, at = Micros.Of(at) }, token).ConfigureAwait(false) > 0;

    private async Task<int> ExecuteAsync(string sql, object about, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        return await connection.ExecuteAsync(new CommandDefinition(sql, about, cancellationToken: token)).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ApiKey>> ListAsync(string sql, object about, CancellationToken token)
    {
        await using DbConnection connection = await _open(token).ConfigureAwait(false);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, about, cancellationToken: token)).ConfigureAwait(false);
        return [.. rows.Select(r => r.Key)];
    }

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public string Scope { get; init; } = "";

        public string Sha256 { get; init; } = "";

        public long Created { get; init; }

        public long Expires { get; init; }

        public long? Used { get; init; }

        public long? Revoked { get; init; }

        // A word that this program does not know gives nothing.
        public ApiKey Key => new(Id, Name, ScopeWords.Parse(Scope, out _) ?? default, Sha256, Micros.Instant(Created), Micros.Instant(Expires), Instant(Used), Instant(Revoked));

        private static DateTimeOffset? Instant(long? micros) => micros is { } some ? Micros.Instant(some) : null;
    }
}
