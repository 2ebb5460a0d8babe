namespace LoadProbe.Controller;

/// <summary>The keys to the API as a store keeps them.</summary>
public sealed class KeyTable
{
    private const string Columns = "SELECT id, name, scope, sha256, created, expires, used, revoked, team FROM api_key";

    private readonly Statements _statements;

    internal KeyTable(Statements statements) => _statements = statements;

    public Task AddAsync(ApiKey key, CancellationToken token) => _statements.ExecuteAsync(
        "INSERT INTO api_key VALUES (@Id, @Name, @scope, @Sha256, @created, @expires, NULL, NULL, @Team)",
        new { key.Id, key.Name, scope = key.Scope.Words(), key.Sha256, created = Micros.Of(key.Created), expires = Micros.Of(key.Expires), key.Team }, token);

    /// <summary>By its id, whether it is good or not; null when there is none.</summary>
    public async Task<ApiKey?> FindAsync(string id, CancellationToken token) => (await ListAsync($"{Columns} WHERE id = @id", new { id }, token).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>All of them, newest first.</summary>
    public Task<IReadOnlyList<ApiKey>> AllAsync(CancellationToken token) => ListAsync($"{Columns} ORDER BY created DESC, id", new { }, token);

    public Task UsedAsync(string id, DateTimeOffset at, CancellationToken token) => _statements.ExecuteAsync("UPDATE api_key SET used = @at WHERE id = @id", new { id, at = Micros.Of(at) }, token);

    /// <summary>False when there is none of this id that was not revoked already.</summary>
    public async Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken token) =>
        await _statements.ExecuteAsync("UPDATE api_key SET revoked = @at WHERE id = @id AND revoked IS NULL", new { id, at = Micros.Of(at) }, token).ConfigureAwait(false) > 0;

    private async Task<IReadOnlyList<ApiKey>> ListAsync(string sql, object about, CancellationToken token) => [.. (await _statements.ListAsync<Row>(sql, about, token).ConfigureAwait(false)).Select(r => r.Key)];

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

        public string Team { get; init; } = "";

        // A word that this program does not know gives nothing.
        public ApiKey Key => new(Id, Name, ScopeWords.Parse(Scope, out _) ?? default, Sha256, Micros.Instant(Created), Micros.Instant(Expires), Instant(Used), Instant(Revoked), Team);

        private static DateTimeOffset? Instant(long? micros) => micros is { } some ? Micros.Instant(some) : null;
    }
}
