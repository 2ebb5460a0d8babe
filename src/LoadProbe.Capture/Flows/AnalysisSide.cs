namespace LoadProbe.Capture;

/// <summary>What Wireshark 4.0.17 remembers of one direction to classify its segments. To it a number of 0 is one that is not known.</summary>
internal struct AnalysisSide
{
    private const int Unknown = -1, Without = -2;
    private const uint Unseen = uint.MaxValue;
    private int scale;

    /// <summary>The highest sequence number seen, plus one; and up to where all before it was seen.</summary>
    public uint Next, Continuous;

    /// <summary>Of the latest segment, as in its header.</summary>
    public uint LastAck, Window;

    /// <summary>No acknowledgement has followed its SYN: the window is not scaled yet.</summary>
    public bool Unscaled;

    /// <summary><see cref="Unseen"/> where the other side acknowledged what was not seen: Wireshark's −1 has no sign and passes as many.</summary>
    public uint DuplicateAcks;

    /// <summary>Nanoseconds: of the segment that ends at <see cref="Next"/>, and of the latest.</summary>
    public long NextTime, LastTime;
    public Marks LastMarks;

    /// <summary>What the connection had said of MPTCP when this side spoke last.</summary>
    public byte Multipath;

    /// <summary>By how many bits the window is shifted; −1 when not known.</summary>
    public readonly int Shift => scale == Without ? 0 : scale;

    public void Reset()
    {
        this = default;
        Window = uint.MaxValue;
        scale = Unknown;
    }

    public void Remember(in Segment segment, long time, Marks marks, byte multipath)
    {
        uint end = EndOf(segment);
        bool probe = (marks & Marks.ZeroWindowProbe) != 0;
        if (!probe && (Next == 0 || Sequence.Before(Next, end))) (Next, NextTime) = (end, time);
        if (!probe && (Continuous == 0 || segment.Sequence == Continuous)) Continuous = Next;
        (Window, LastAck, LastTime, LastMarks, Multipath) = (segment.Window, segment.Acknowledgement, time, marks, multipath);
        if (segment.Has(TcpFlags.Syn)) Unscaled = true;
        else if (segment.Has(TcpFlags.Ack)) Unscaled = false;
    }

    /// <summary>The same acknowledgement again.</summary>
    public void Repeat() => DuplicateAcks = DuplicateAcks == Unseen ? 1 : DuplicateAcks + 1;

    /// <summary>SYN and FIN take one number, both together too.</summary>
    public static uint EndOf(in Segment segment) => segment.Sequence + (uint)segment.PayloadLength + (segment.Has(TcpFlags.Syn | TcpFlags.Fin) ? 1u : 0);

    /// <summary>The other side has more than was seen without a gap: the first time the gap is taken as closed, after that as <see cref="Unseen"/>.</summary>
    public void Acknowledge(uint acknowledgement)
    {
        if (Continuous == 0 || !Sequence.Before(Continuous, acknowledgement)) return;
        if (Sequence.Before(Continuous, Next)) Continuous = Next;
        else DuplicateAcks = Unseen;
    }

    /// <summary>A window is scaled only when both SYNs ask for it (RFC 7323 §2.2).</summary>
    public void Scale(ref AnalysisSide other, in Segment segment)
    {
        if (segment.WindowScale >= 0) scale = segment.WindowScale;
        if (!segment.Has(TcpFlags.Syn)) return;
        if (scale == Unknown) scale = other.scale = Without;
        else if (segment.Has(TcpFlags.Ack) && other.scale == Without) scale = Without;
    }
}
