namespace LoadProbe.Probing;

/// <summary>
/// Adds up what the kernel tells of many TCP connections: of each when it is closed, and of those that are open whenever it is
/// read. A connection tells of itself when it is opened, closed or reset, and requests have nothing to do with it.
/// </summary>
/// <param name="atOnce">Of more open connections so many are read at a time, in turn. Nothing is lost by that, it is only known later.</param>
public sealed class NetworkMeter(int atOnce = 2_000)
{
    private readonly Lock _lock = new();
    private readonly List<CountedConnection> _open = [];
    private readonly LatencyHistogram _rtt = new();
    private int _next;
    private long _opened, _sent, _retransmitted, _resets, _told;
    private long _least = long.MaxValue;

    /// <summary>What was done since the last reading; null when there was nothing to tell it of.</summary>
    /// <param name="all">However many are open.</param>
    public NetworkFigures? Read(bool all = false)
    {
        foreach (CountedConnection connection in Turn(all)) connection.Read();
        long opened = Interlocked.Exchange(ref _opened, 0), resets = Interlocked.Exchange(ref _resets, 0), least = Interlocked.Exchange(ref _least, long.MaxValue);
        bool told = Interlocked.Exchange(ref _told, 0) > 0;
        if (!told && opened == 0 && resets == 0) return null;
        return new NetworkFigures
        {
            Opened = opened,
            Resets = resets,
            Sent = told ? Interlocked.Exchange(ref _sent, 0) : null,
            Retransmitted = told ? Interlocked.Exchange(ref _retransmitted, 0) : null,
            Rtt = _rtt.Drain(),
            LeastRtt = least == long.MaxValue ? null : TimeSpan.FromTicks(least),
        };
    }

    internal void Opened(CountedConnection connection)
    {
        Interlocked.Increment(ref _opened);
        lock (_lock)
        {
            connection.Place = _open.Count;
            _open.Add(connection);
        }
    }

    internal void Closed(CountedConnection connection)
    {
        lock (_lock)
        {
            CountedConnection last = _open[^1];
            _open[connection.Place] = last;
            last.Place = connection.Place;
            _open.RemoveAt(_open.Count - 1);
        }
    }

    internal void Reset() => Interlocked.Increment(ref _resets);

    internal void Add(in TcpCount before, in TcpCount now)
    {
        (long sent, long retransmitted) = now.Since(before);
        Interlocked.Add(ref _sent, sent);
        Interlocked.Add(ref _retransmitted, retransmitted);
        Interlocked.Increment(ref _told);
        // Of one that rests nothing is new.
        if (sent == 0) return;
        if (now.Rtt is { } rtt) _rtt.Record(rtt);
        if (now.MinRtt is not { } least) return;
        for (long known = Volatile.Read(ref _least); least.Ticks < known; known = Volatile.Read(ref _least)) Interlocked.CompareExchange(ref _least, least.Ticks, known);
    }

    private CountedConnection[] Turn(bool all)
    {
        lock (_lock)
        {
            var turn = new CountedConnection[all ? _open.Count : Math.Min(_open.Count, atOnce)];
            for (int i = 0; i < turn.Length; i++) turn[i] = _open[(_next + i) % _open.Count];
            _next = turn.Length == _open.Count ? 0 : (_next + turn.Length) % _open.Count;
            return turn;
        }
    }
}
