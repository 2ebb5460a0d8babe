namespace LoadProbe.Capture;

/// <summary>Segments of one direction that are not acknowledged yet, in order of their end, at most <see cref="Most"/>.</summary>
internal sealed class SentSegments
{
    private const int Most = 1024;
    private Sent[] ring = [];
    private int head, count;

    private struct Sent
    {
        public uint Start, End;
        public long Time;
        public bool Repeated;
    }

    public void Clear() => head = count = 0;

    /// <summary>A segment beyond all before it.</summary>
    public void Add(uint start, uint end, long time)
    {
        if (count == Most) Drop();
        if (count == ring.Length) Grow();
        ring[(head + count++) & (ring.Length - 1)] = new Sent { Start = start, End = end, Time = time };
    }

    /// <summary>A range sent again: its segments give no round trip any more. True with the time since it was last sent, when that was seen.</summary>
    public bool TryRepeat(uint start, uint end, long time, out long delay)
    {
        delay = 0;
        bool seen = false;
        for (int i = FirstEndingAfter(start); i < count; i++)
        {
            ref Sent sent = ref At(i);
            if (!Sequence.Before(sent.Start, end)) break;
            if (!seen) delay = time - sent.Time;
            seen = true;
            sent.Repeated = true;
            sent.Time = time;
        }
        return seen;
    }

    /// <summary>Forgets what is acknowledged. True with a round trip when exactly the end of a segment sent once is.</summary>
    public bool TryAcknowledge(uint acknowledgement, long time, out long roundTrip) => TryAcknowledge(acknowledgement, time, out roundTrip, out _);

    /// <summary>The same, and whether any of what is forgotten was sent twice: then the acknowledgement may have waited for another segment.</summary>
    public bool TryAcknowledge(uint acknowledgement, long time, out long roundTrip, out bool repeated)
    {
        roundTrip = 0;
        repeated = false;
        bool exact = false;
        while (count > 0 && !Sequence.After(At(0).End, acknowledgement))
        {
            ref Sent sent = ref At(0);
            if (sent.End == acknowledgement && !sent.Repeated)
            {
                exact = true;
                roundTrip = time - sent.Time;
            }
            repeated |= sent.Repeated;
            Drop();
        }
        return exact;
    }

    private int FirstEndingAfter(uint sequence)
    {
        int low = 0, high = count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Sequence.After(At(middle).End, sequence)) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private ref Sent At(int index) => ref ring[(head + index) & (ring.Length - 1)];

    private void Drop()
    {
        head = (head + 1) & (ring.Length - 1);
        count--;
    }

    private void Grow()
    {
        var larger = new Sent[Math.Max(2, ring.Length * 2)];
        for (int i = 0; i < count; i++) larger[i] = At(i);
        ring = larger;
        head = 0;
    }
}
