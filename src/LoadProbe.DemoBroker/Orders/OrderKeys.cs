using System.Collections.Concurrent;

namespace LoadProbe.DemoBroker;

/// <summary>What the Idempotency-Keys of orders stand for; the newest 1,000,000 are known, of each run and each customer their own.</summary>
internal sealed class OrderKeys
{
    public const int Most = 1_000_000;

    private readonly ConcurrentDictionary<(string? Run, string User, string Key), OrderKey> keys = new();
    private readonly ConcurrentQueue<(string? Run, string User, string Key)> byAge = new();

    /// <param name="run">The run that the request is of; null when it is a customer's own.</param>
    /// <param name="user">The customer.</param>
    /// <param name="key">As it was written.</param>
    public OrderKey Of(string? run, string user, string key)
    {
        if (keys.TryGetValue((run, user, key), out var known))
            return known;
        var added = new OrderKey();
        var kept = keys.GetOrAdd((run, user, key), added);
        if (!ReferenceEquals(kept, added))
            return kept;
        byAge.Enqueue((run, user, key));
        while (byAge.Count > Most && byAge.TryDequeue(out var oldest))
            keys.TryRemove(oldest, out _);
        return kept;
    }

    /// <summary>The keys of a run.</summary>
    public IReadOnlyList<OrderKey> Of(string run) => [.. keys.Where(known => known.Key.Run == run).Select(known => known.Value)];
}
