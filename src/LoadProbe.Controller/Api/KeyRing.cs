using System.Collections.Concurrent;
using System.Data.Common;

namespace LoadProbe.Controller;

/// <summary>
/// Tells good keys from others. What it knows of a key is good for a few seconds, and for as long as the store is away: a run
/// must be stopped then too.
/// </summary>
internal sealed class KeyRing(KeyTable table, TimeProvider time)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SayUsedEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known> _known = new();

    /// <summary>The key of this text; null when it opens nothing.</summary>
    public async Task<ApiKey?> OpenAsync(string text, CancellationToken token) =>
        ApiKey.IdOf(text) is { } id && await FindAsync(id, token).ConfigureAwait(false) is { } key && key.IsOpenedBy(text) ? await UseAsync(key, token).ConfigureAwait(false) : null;

    /// <summary>The key of this id, if it is good at this moment.</summary>
    public async Task<ApiKey?> FindAsync(string id, CancellationToken token)
    {
        if (!_known.TryGetValue(id, out Known? known) || time.GetElapsedTime(known.Read) > KnownFor) known = await ReadAsync(id, known, token).ConfigureAwait(false);
        return known?.Key is { } key && key.IsGood(time.GetUtcNow()) ? key : null;
    }

    public Task AddAsync(ApiKey key, CancellationToken token) => table.AddAsync(key, token);

    public Task<IReadOnlyList<ApiKey>> AllAsync(CancellationToken token) => table.AllAsync(token);

    /// <summary>At once here, within seconds at other controllers.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken token)
    {
        bool revoked = await table.RevokeAsync(id, time.GetUtcNow(), token).ConfigureAwait(false);
        _known.TryRemove(id, out _);
        return revoked;
    }

    private async Task<Known?> ReadAsync(string id, Known? last, CancellationToken token)
    {
        try
        {
            // Ids that nobody has are not remembered: there is no end of them.
            if (await table.FindAsync(id, token).ConfigureAwait(false) is { } key) return _known[id] = new Known(key, time.GetTimestamp());
            _known.TryRemove(id, out _);
            return null;
        }
        catch (DbException) when (last is not null)
        {
            return last;
        }
    }

    private async Task<ApiKey> UseAsync(ApiKey key, CancellationToken token)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (key.Used is { } used && now - used < SayUsedEvery) return key;
        ApiKey inUse = key with { Used = now };
        if (_known.TryGetValue(key.Id, out Known? known)) _known.TryUpdate(key.Id, known with { Key = inUse }, known);
        try
        {
            await table.UsedAsync(key.Id, now, token).ConfigureAwait(false);
        }
        catch (DbException)
        {
            // It is said with the next use, a minute later.
        }

        return inUse;
    }

    private sealed record Known(ApiKey Key, long Read);
}
