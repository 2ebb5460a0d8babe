namespace LoadProbe.Link;

/// <summary>Counts what goes wrong at one end of a link, and tells whoever listens.</summary>
internal sealed class Tally
{
    private long _dropped, _unreadable, _stale, _unsent, _repeated, _refused, _disconnected;

    public event Action<string>? Told;

    public LinkCounts Counts => new()
    {
        Dropped = Volatile.Read(ref _dropped),
        Unreadable = Volatile.Read(ref _unreadable),
        Stale = Volatile.Read(ref _stale),
        Unsent = Volatile.Read(ref _unsent),
        Repeated = Volatile.Read(ref _repeated),
        Refused = Volatile.Read(ref _refused),
        Disconnected = Volatile.Read(ref _disconnected),
    };

    public void Dropped() => Interlocked.Increment(ref _dropped);

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
        Tell($"the NATS server says: {why}");
    }

    public void Disconnected(string server)
    {
        Interlocked.Increment(ref _disconnected);
        Tell($"the connection to {server} is lost");
    }

    public void Tell(string what) => Told?.Invoke(what);
}
