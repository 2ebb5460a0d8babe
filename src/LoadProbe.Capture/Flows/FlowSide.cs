namespace LoadProbe.Capture;

/// <summary>State and counters of one direction of a conversation.</summary>
internal sealed class FlowSide
{
    public uint Base;
    public bool BaseKnown;

    /// <summary>As Wireshark sees it.</summary>
    public AnalysisSide Analysis;

    /// <summary>The SYN of this side was seen, and offsets count from it. On ports that were in use an older connection may have answered first.</summary>
    public bool FromSyn;

    /// <summary>An older connection had answered on these ports: Wireshark's numbers may be of that one for good, offsets count from the SYN that was accepted.</summary>
    public bool Rebased;

    public long Packets, Bytes, Payload, Resets;
    public long Retransmissions, Fast, Spurious, OutOfOrder, Lost, DuplicateAcks, ZeroWindows, WindowFulls, KeepAlives;
    public readonly SentSegments Sent = new();
    public readonly HoleList Holes = new();
    public readonly RttSamples Rtt = new();

    /// <summary>Highest offset seen, of <see cref="furthestSequence"/>; 0 is the first payload byte, which the SYN comes before.</summary>
    public long Furthest { get; private set; }
    private uint furthestSequence;

    /// <summary>A segment was seen that tells where offsets count from.</summary>
    public bool Known { get; private set; }

    public long OffsetOf(uint sequence) => Furthest + (int)(sequence - furthestSequence);

    /// <summary>Offsets count from the number of this first segment on. The number in a RST may be anyone's guess: then only until the next.</summary>
    public void Begin(uint sequence, bool known) => (Furthest, furthestSequence, Known) = (0, sequence, known);

    /// <summary>Offsets count from this SYN on.</summary>
    public void Rebase(uint syn)
    {
        Rebased = true;
        Begin(syn + 1, known: true);
        Sent.Clear();
        Holes.Clear();
    }

    /// <returns>Whether an offset is beyond all before it.</returns>
    public bool Reaches(long offset)
    {
        if (offset <= Furthest) return false;
        furthestSequence += (uint)(offset - Furthest);
        Furthest = offset;
        return true;
    }

    public void Count(Marks marks)
    {
        if (marks == Marks.None) return;
        // Wireshark sets its retransmission field on the fast and the spurious ones too.
        if ((marks & (Marks.Retransmission | Marks.Fast | Marks.Spurious)) != 0) Retransmissions++;
        if ((marks & Marks.Fast) != 0) Fast++;
        if ((marks & Marks.Spurious) != 0) Spurious++;
        if ((marks & Marks.OutOfOrder) != 0) OutOfOrder++;
        if ((marks & Marks.LostSegment) != 0) Lost++;
        if ((marks & Marks.DuplicateAck) != 0) DuplicateAcks++;
        if ((marks & Marks.ZeroWindow) != 0) ZeroWindows++;
        if ((marks & Marks.WindowFull) != 0) WindowFulls++;
        if ((marks & Marks.KeepAlive) != 0) KeepAlives++;
    }

    public void Reset()
    {
        Base = 0;
        BaseKnown = FromSyn = Rebased = false;
        Analysis.Reset();
        Begin(0, known: false);
        Packets = Bytes = Payload = Resets = 0;
        Retransmissions = Fast = Spurious = OutOfOrder = Lost = DuplicateAcks = ZeroWindows = WindowFulls = KeepAlives = 0;
        Sent.Clear();
        Holes.Clear();
        Rtt.Clear();
    }
}
