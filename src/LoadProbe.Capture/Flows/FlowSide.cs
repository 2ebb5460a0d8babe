namespace LoadProbe.Capture;

/// <summary>State and counters of one direction of a conversation.</summary>
internal sealed class FlowSide
{
    public const int ScaleUnknown = -1;

    public uint Base, Next, LastAck;
    public bool BaseKnown, NextKnown, LastAckKnown;
    public long NextTime, LastTime;

    /// <summary>Stream offset of <see cref="Next"/>; 0 is the first payload byte.</summary>
    public long NextOffset;
    public int DuplicateAcksRunning;

    /// <summary>As in the header; none is like <see cref="uint.MaxValue"/> before the first segment.</summary>
    public uint Window;
    public bool WindowOfSyn;
    public int Scale;

    /// <summary>The SYN of this side had the window scale option.</summary>
    public bool Asked;

    /// <summary>The SYN of this side was seen, and offsets count from it. On ports that were in use an older connection may have answered first.</summary>
    public bool FromSyn;
    public Marks LastMarks;

    public long Packets, Bytes, Payload, Resets;
    public long Retransmissions, Fast, Spurious, OutOfOrder, Lost, DuplicateAcks, ZeroWindows, WindowFulls, KeepAlives;
    public readonly SentSegments Sent = new();
    public readonly HoleList Holes = new();
    public readonly RttSamples Rtt = new();

    /// <summary>
    /// An older connection had answered on these ports, and Wireshark's <see cref="Next"/> may be of that one for good. Offsets then count from the SYN
    /// that was accepted: <see cref="Furthest"/> is the highest of them, and <see cref="FurthestSequence"/> its sequence number.
    /// </summary>
    public bool Rebased;
    public long Furthest;
    public uint FurthestSequence;

    public long OffsetOf(uint sequence) => Rebased ? Furthest + (int)(sequence - FurthestSequence) : NextOffset + (int)(sequence - Next);

    /// <summary>Offsets count from this SYN on.</summary>
    public void Rebase(uint syn)
    {
        (Rebased, Base, Furthest, FurthestSequence) = (true, syn, 0, syn + 1);
        Sent.Clear();
        Holes.Clear();
    }

    /// <returns>Whether an offset is beyond all before it.</returns>
    public bool Reaches(long offset)
    {
        if (offset <= Furthest) return false;
        FurthestSequence += (uint)(offset - Furthest);
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
        Base = Next = LastAck = 0;
        BaseKnown = NextKnown = LastAckKnown = WindowOfSyn = Asked = FromSyn = Rebased = false;
        NextTime = LastTime = NextOffset = 0;
        DuplicateAcksRunning = 0;
        Window = uint.MaxValue;
        Scale = ScaleUnknown;
        LastMarks = Marks.None;
        Packets = Bytes = Payload = Resets = 0;
        Retransmissions = Fast = Spurious = OutOfOrder = Lost = DuplicateAcks = ZeroWindows = WindowFulls = KeepAlives = 0;
        Sent.Clear();
        Holes.Clear();
        Rtt.Clear();
    }
}
