namespace LoadProbe.Capture;

internal enum RepeatKind : byte
{
    Fast,
    TailProbe,
    Timeout,
    Spurious,
}

/// <summary>The latest retransmissions of one direction, kept until it is known whether they were needed.</summary>
internal sealed class Repeats
{
    private const int Most = 32;
    private Repeat[] ring = [];
    private int next, undecided, told;

    internal struct Repeat
    {
        public uint From, To, Stamp;
        public long Delay, Segments;
        public RepeatKind Kind;

        /// <summary>Carried a timestamp and began where the acknowledgements had come to, so their echo tells which copy arrived.</summary>
        public bool Told;
        public bool Undecided;
    }

    public void Clear()
    {
        Array.Clear(ring);
        next = undecided = told = 0;
    }

    public void Add(in Repeat repeat)
    {
        if (ring.Length == 0) ring = new Repeat[Most];
        ref Repeat place = ref ring[next];
        if (place.Undecided) Decide(ref place);
        place = repeat;
        place.Undecided = true;
        next = (next + 1) % Most;
        undecided++;
        if (repeat.Told) told++;
    }

    /// <summary>Received twice, says the other side: the latest copy of that range was not needed.</summary>
    public bool TryDuplicate(uint from, uint to, out Repeat needless)
    {
        for (int back = 1; back <= Most && undecided > 0; back++)
        {
            ref Repeat repeat = ref ring[(next - back + Most) % Most];
            if (!repeat.Undecided || !Sequence.After(repeat.To, from) || !Sequence.Before(repeat.From, to)) continue;
            needless = Decide(ref repeat);
            return true;
        }
        needless = default;
        return false;
    }

    /// <summary>
    /// The acknowledgement that covers a copy echoes an earlier timestamp: it was the original that arrived (Eifel, RFC 3522).
    /// One at a time; false when none is left.
    /// </summary>
    public bool TryEcho(uint acknowledgement, uint echo, out Repeat needless)
    {
        for (int i = 0; i < ring.Length && told > 0; i++)
        {
            ref Repeat repeat = ref ring[i];
            if (!repeat.Undecided || !repeat.Told || Sequence.After(repeat.To, acknowledgement)) continue;
            if (Sequence.Before(echo, repeat.Stamp))
            {
                needless = Decide(ref repeat);
                return true;
            }
            // It was this copy that arrived; a later one of the same range may still prove needless by a duplicate.
            repeat.Told = false;
            told--;
        }
        needless = default;
        return false;
    }

    private Repeat Decide(ref Repeat repeat)
    {
        if (repeat.Told) told--;
        repeat.Undecided = repeat.Told = false;
        undecided--;
        return repeat;
    }
}
