namespace LoadProbe.Link;

/// <summary>Counts what goes wrong at one end of a link, and tells whoever listens.</summary>
internal sealed class Tally
{
    private const int MostSaid = 64;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _said = [];
    private long _dropped, _unreadable, _stale, _unsent, _repeated, _refused, _disconnected, _unkept;

    public event Action<string>? Told;

    public LinkCounts Counts => new()
    {
        Dropped = Volatile.Read(ref _dropped),
        Unkept = Volatile.Read(ref _unkept),
        Unreadable = Volatile.Read(ref _unreadable),
        Stale = Volatile.Read(ref _stale),
        Unsent = Volatile.Read(ref _unsent),
        Repeated = Volatile.Read(ref _repeated),
        Refused = Volatile.Read(ref _refused),
        Disconnected = Volatile.Read(ref _disconnected),
    };

    public void Dropped() => Interlocked.Increment(ref _dropped);

    public void Unkept() => Interlocked.Increment(ref _unkept);

    public void Stale() => Interlocked.Increment(ref _stale);

    public void Unsent() => Interlocked.Increment(ref _unsent);

    public void Repeated() => Interlocked.Increment(ref _repeated);

    public void Unreadable(string subject)
    {
        if (Interlocked.Increment(ref _unreadable) == 1) Tell($"a message on {subject} cannot be read: is the other side of another version?");
    }

    public void Refused(string why)
    {
        Interlocked.Increment(ref _refused);
        TellOnce($"the NATS server says: {why}");
    }

    public void Connected(string server)
    {
        lock (_lock) _said.Clear();
        Tell($"connected to {server}");
    }

    public void Disconnected(string server)
    {
        Interlocked.Increment(ref _disconnected);
        Tell($"the connection to {server} is lost");
    }

    /// <summary>What is the same at each attempt to connect is said once, until there is a connection.</summary>
    public void TellOnce(string what)
    {
        lock (_lock)
        {
            if (_said.Count >= MostSaid || !_said.Add(what)) return;
        }

        Tell(what);
    }

    public void Tell(string what) => Told?.Invoke(what);
}
