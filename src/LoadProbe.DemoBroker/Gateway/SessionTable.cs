using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace LoadProbe.DemoBroker;

/// <summary>The logins in force, half an hour each, at most 100,000: beyond that the oldest ends early.</summary>
internal sealed class SessionTable(TimeProvider time)
{
    public const int Capacity = 100_000;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, Session> byToken = new();
    // All last equally long, so this is also the order in which they expire.
    private readonly Queue<Session> byAge = new();
    private readonly Lock gate = new();

    public Session Open(string user)
    {
        var now = time.GetUtcNow();
        var session = new Session(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), user, now + Lifetime);
        lock (gate)
        {
            while (byAge.TryPeek(out var oldest) && (oldest.Expires <= now || byAge.Count >= Capacity))
                byToken.TryRemove(byAge.Dequeue().Token, out _);
            byAge.Enqueue(session);
            byToken[session.Token] = session;
        }

        return session;
    }

    public Session? Find(string? token) =>
        token is not null && byToken.TryGetValue(token, out var session) && session.Expires > time.GetUtcNow() ? session : null;

    public void Close(string token) => byToken.TryRemove(token, out _);
}
