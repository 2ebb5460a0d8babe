using System.Security.Cryptography;

namespace LoadProbe.Controller;

/// <summary>Browsers that have shown a key. They know a session's id only, for half a day at most, and a restart ends them all.</summary>
internal sealed class Sessions(TimeProvider time)
{
    private const int Most = 1_000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Session> _open = [];
    private readonly Queue<string> _inOrder = new();

    /// <summary>A new session with a key; the oldest one ends when there are too many.</summary>
    public string Begin(ApiKey key)
    {
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (_lock)
        {
            while (_inOrder.Count >= Most) _open.Remove(_inOrder.Dequeue());
            _inOrder.Enqueue(id);
            _open[id] = new Session(key.Id, time.GetUtcNow() + Life);
        }

        return id;
    }

    /// <summary>The id of the key that it was begun with; null when it is over.</summary>
    public string? KeyOf(string id)
    {
        lock (_lock) return _open.TryGetValue(id, out Session? session) && time.GetUtcNow() < session.Until ? session.Key : null;
    }

    private sealed record Session(string Key, DateTimeOffset Until);
}
