namespace LoadProbe.Capture;

/// <summary>
/// Pairs bursts of new client bytes with the bursts of new server bytes after them. Keeps the latest ones; older ones are counted and forgotten.
/// </summary>
internal sealed class BurstRing(int capacity)
{
    private readonly int capacity = Math.Max(1, capacity);
    private Burst[] ring = [];

    // The place of the latest.
    private int place;

    public long Total { get; private set; }

    public int Count => (int)Math.Min(Total, ring.Length == 0 ? 0 : ring.Length);
    public long Forgotten => Total - Count;

    /// <summary>Something was asked and not answered yet.</summary>
    public bool Waits => Total > 0 && !Current.Answered;

    /// <summary>Oldest kept first.</summary>
    public Burst this[int index] => ring[(int)((Total - Count + index) % ring.Length)];

    public void Clear() => Total = 0;

    public void Client(long from, long to, long time)
    {
        if (Total == 0 || Current.Answered)
        {
            Start() = new Burst { ClientFrom = from, ClientTo = to, RequestFirst = time, RequestLast = time };
            return;
        }
        ref Burst current = ref Current;
        current.ClientFrom = Math.Min(current.ClientFrom, from);
        current.ClientTo = Math.Max(current.ClientTo, to);
        current.RequestLast = time;
        current.Acknowledged = current.RequestDelay = 0;
    }

    /// <summary>Server bytes before any request are a greeting and no answer.</summary>
    public void Server(long from, long to, long time)
    {
        if (Total == 0) return;
        ref Burst current = ref Current;
        if (!current.Answered)
        {
            current.ServerFrom = from;
            current.ServerTo = to;
            current.ResponseFirst = time;
        }
        else
        {
            current.ServerFrom = Math.Min(current.ServerFrom, from);
            current.ServerTo = Math.Max(current.ServerTo, to);
        }
        current.ResponseLast = time;
    }

    /// <summary>The server acknowledged up to an offset by a segment without payload.</summary>
    public void Acknowledge(long offset, long time)
    {
        if (Total == 0) return;
        ref Burst current = ref Current;
        if (!current.Answered && current.Acknowledged == 0 && offset >= current.ClientTo) current.Acknowledged = time;
    }

    /// <summary>A segment of either side while the latest exchange goes on.</summary>
    public void Note(bool client, int bytes, bool retransmission, long delay, long referenceRtt)
    {
        if (Total == 0) return;
        ref Burst current = ref Current;
        ref Burst.Tally tally = ref client ? ref current.Client : ref current.Server;
        tally.Packets++;
        tally.Bytes += bytes;
        if (retransmission) tally.Retransmissions++;
        current.Delay += delay;
        current.ReferenceRtt = referenceRtt;
    }

    /// <summary>The client sent again what the network had lost; or a copy thought to be needed proved not to be.</summary>
    public void Resent(long time, bool needed)
    {
        if (Total == 0) return;
        ref Burst current = ref Current;
        if (!needed) current.RequestDelay = 0;
        else if (!current.Answered) current.RequestDelay = time - current.RequestLast;
    }

    private ref Burst Current => ref ring[place];

    private ref Burst Start()
    {
        // The index depends on the length, so the ring grows only while nothing has been forgotten.
        if (Total == ring.Length && ring.Length < capacity) Array.Resize(ref ring, Math.Min(capacity, Math.Max(4, ring.Length * 2)));
        place = Total++ == 0 || place == ring.Length - 1 ? 0 : place + 1;
        return ref Current;
    }
}
