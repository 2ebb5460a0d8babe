namespace LoadProbe.Capture;

/// <summary>What the filling of a hole says about the segment that fills it.</summary>
internal enum Filling : byte
{
    /// <summary>There was no hole.</summary>
    None,

    /// <summary>It was sent before the segments that overtook it.</summary>
    Reordered,

    /// <summary>It was sent again.</summary>
    Retransmitted,

    /// <summary>The other side had acknowledged it: the capture saw the two in the wrong order.</summary>
    CapturedLate,
}

/// <summary>
/// Ranges of one direction that were jumped over, at most <see cref="Most"/>. One that was acknowledged is kept for a while as long as there is room:
/// the capture may show it after its acknowledgement. Times are nanoseconds.
/// </summary>
internal sealed class Missing
{
    private const int Most = 16;
    private const long UnknownRoundTrip = 3_000_000;
    private Hole[] holes = [];
    private int count, open;

    private struct Hole
    {
        public uint From, To, Stamp, Identification;
        public bool Stamped, Numbered, Acknowledged;
        public long Opened;
    }

    public bool Any => count > 0;

    /// <summary>Some are not acknowledged.</summary>
    public bool AnyOpen => open > 0;

    public long Overflowed { get; private set; }

    public void Clear()
    {
        count = open = 0;
        Overflowed = 0;
    }

    /// <summary>Opened by a segment beyond it; numbered when the sender's identifications rise.</summary>
    public void Open(uint from, uint to, in Segment opener, bool numbered, long time) => Add(new Hole
    {
        From = from,
        To = to,
        Stamped = opener.Timestamps,
        Stamp = opener.TimestampValue,
        Numbered = numbered,
        Identification = opener.Identification,
        Opened = time,
    });

    /// <summary>Acknowledged although nothing beyond it was seen either.</summary>
    public void AcknowledgedUnseen(uint from, uint to, long time) => Add(new Hole { From = from, To = to, Opened = time, Acknowledged = true });

    /// <summary>Sequence space of holes the other side now says it has.</summary>
    public long Acknowledge(uint acknowledgement, long time)
    {
        long unseen = 0;
        for (int i = 0; i < count; i++)
        {
            ref Hole hole = ref holes[i];
            if (hole.Acknowledged || !Sequence.After(acknowledgement, hole.From)) continue;
            bool whole = !Sequence.After(hole.To, acknowledgement);
            unseen += (whole ? hole.To : acknowledgement) - hole.From;
            if (!whole)
            {
                hole.From = acknowledgement;
                continue;
            }
            hole.Acknowledged = true;
            hole.Opened = time;
            open--;
        }
        return unseen;
    }

    /// <summary>What a segment that begins before others already seen fills, and how long that was missed.</summary>
    public Filling Fill(uint from, uint to, in Segment segment, long time, long leastRoundTrip, out long missed, out uint filled)
    {
        missed = filled = 0;
        var filling = Filling.None;
        long soon = leastRoundTrip == 0 ? UnknownRoundTrip : leastRoundTrip * 4 / 5;
        for (int i = count - 1; i >= 0; i--)
        {
            Hole hole = holes[i];
            if (!Sequence.After(to, hole.From) || !Sequence.Before(from, hole.To)) continue;
            long since = time - hole.Opened;
            // Long after its acknowledgement it is a needless repetition, and the first copy stays unseen.
            if (hole.Acknowledged && since >= soon) continue;
            filling = hole.Acknowledged ? Filling.CapturedLate : Overtaken(hole, segment, since < soon) ? Filling.Reordered : Filling.Retransmitted;
            missed = Math.Max(missed, since);
            uint first = Sequence.Before(from, hole.From) ? hole.From : from, last = Sequence.After(to, hole.To) ? hole.To : to;
            filled += last - first;
            Remove(i);
            if (first != hole.From) Add(hole with { To = first });
            if (last != hole.To) Add(hole with { From = last });
        }
        return filling;
    }

    // Whether the segment left before the one that opened the hole. A retransmission needs a round trip to be asked for.
    private static bool Overtaken(in Hole hole, in Segment segment, bool soon)
    {
        if (hole.Stamped && segment.Timestamps && segment.TimestampValue != hole.Stamp) return Sequence.Before(segment.TimestampValue, hole.Stamp);
        if (hole.Numbered) return (short)(segment.Identification - hole.Identification) < 0;
        return soon;
    }

    private void Add(in Hole hole)
    {
        if (count == Most && !MakeRoom())
        {
            if (!hole.Acknowledged) Overflowed++;
            return;
        }
        if (holes.Length == 0) holes = new Hole[Most];
        holes[count++] = hole;
        if (!hole.Acknowledged) open++;
    }

    private bool MakeRoom()
    {
        int oldest = -1;
        for (int i = 0; i < count; i++)
            if (holes[i].Acknowledged && (oldest < 0 || holes[i].Opened < holes[oldest].Opened)) oldest = i;
        if (oldest >= 0) Remove(oldest);
        return oldest >= 0;
    }

    private void Remove(int index)
    {
        if (!holes[index].Acknowledged) open--;
        holes[index] = holes[--count];
    }
}
