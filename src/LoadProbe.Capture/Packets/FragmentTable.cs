namespace LoadProbe.Capture;

/// <summary>Puts fragmented IP packets together (RFC 791, RFC 815, RFC 8200 §4.5) in fixed room; the packet begun first gives way.</summary>
internal sealed class FragmentTable
{
    /// <summary>Packets under way at once, and bytes kept of them.</summary>
    public const int Capacity = 1024, MostBytes = 16 * 1024 * 1024;

    /// <summary>By the time of capture, from its first fragment on. As long as Linux waits.</summary>
    public const long Patience = 30_000_000_000;

    private readonly Dictionary<FragmentKey, LinkedListNode<FragmentedPacket>> known = [];
    private readonly LinkedList<FragmentedPacket> order = [];
    private (FragmentKey Key, int From, int To, long Time) completing;
    private byte[] room = [];
    private long bytes, latest, seen, assembled, incomplete, overlapping, duplicates, evicted;

    /// <summary>Fragments that make no sense, alone or with the others.</summary>
    public long Malformed { get; private set; }

    /// <summary>Until now: what is still under way is incomplete.</summary>
    public FragmentFigures Figures => new()
    {
        Seen = seen,
        Assembled = assembled,
        Incomplete = incomplete + order.Count(packet => !packet.Dropped),
        Overlapping = overlapping,
        Duplicates = duplicates,
        Evicted = evicted,
    };

    /// <summary>True when the frame brought what was missing of a packet, which is then given without link header; valid until the next call.</summary>
    public bool TryComplete(in CapturedPacket frame, out CapturedPacket whole)
    {
        whole = default;
        seen++;
        latest = Math.Max(latest, frame.Time);
        if (!Fragment.TryRead(frame, out Fragment fragment))
        {
            Malformed++;
            return false;
        }
        Expire();
        if (Of(fragment, frame.Time) is not { } node) return false;
        Add(node.Value, fragment);
        if (!node.Value.Whole)
        {
            while (bytes > MostBytes) Evict();
            return false;
        }
        Remove(node);
        assembled++;
        completing = (fragment.Key, fragment.From, fragment.To, frame.Time);
        whole = new() { Bytes = node.Value.Assemble(ref room, out int length), WireLength = length, LinkType = LinkType.Raw, Time = frame.Time, Device = frame.Device };
        return true;
    }

    private void Add(FragmentedPacket packet, in Fragment fragment)
    {
        (int before, bool overlapped) = (packet.Bytes, packet.Overlapped);
        switch (packet.Add(fragment))
        {
            case FragmentResult.Duplicate: duplicates++; break;
            case FragmentResult.Contradiction: Malformed++; break;
            case FragmentResult.TooMany: evicted++; break;
        }
        bytes += packet.Bytes - before;
        if (packet.Overlapped && !overlapped) overlapping++;
    }

    // Null for a copy of the fragment that completed a packet just now: it begins no other.
    private LinkedListNode<FragmentedPacket>? Of(in Fragment fragment, long time)
    {
        if (known.TryGetValue(fragment.Key, out LinkedListNode<FragmentedPacket>? node)) return node;
        if (completing.Key == fragment.Key && (completing.From, completing.To) == (fragment.From, fragment.To) && time - completing.Time < Patience)
        {
            duplicates++;
            return null;
        }
        if (order.Count >= Capacity) Evict();
        node = order.AddLast(new FragmentedPacket(fragment.Key, time));
        known.Add(fragment.Key, node);
        return node;
    }

    private void Expire()
    {
        while (order.First is { } oldest && latest - oldest.Value.Begun > Patience)
        {
            Remove(oldest);
            if (!oldest.Value.Dropped) incomplete++;
        }
    }

    private void Evict()
    {
        LinkedListNode<FragmentedPacket> oldest = order.First!;
        Remove(oldest);
        if (!oldest.Value.Dropped) evicted++;
    }

    private void Remove(LinkedListNode<FragmentedPacket> node)
    {
        order.Remove(node);
        known.Remove(node.Value.Key);
        bytes -= node.Value.Bytes;
    }
}
