namespace LoadProbe.Capture;

/// <summary>State and counters of one direction for the analysis of the network.</summary>
internal sealed class NetworkSide
{
    private const int LeastRises = 2;

    public bool Known, AckKnown, SynSeen, WindowKnown, WindowOfSyn, ProbeSent;
    public uint Next, LastAck, Window, FullEdge, FastUntil, TimeoutUntil;
    public long LastTime;
    public int DuplicateAcks, SegmentSize;

    /// <summary>Shift of this side's window; −1 when its SYN asked for none.</summary>
    public int Scale;
    public CopyFilter Copies;
    public Numbering Numbers;

    /// <summary>The other side sent something since this side last acknowledged everything, and when: acknowledgements without payload are due.</summary>
    public bool Asked;
    public long AskedAt;
    public StallWatch ZeroWindow, WindowFull;
    public readonly Missing Missing = new();

    public long PayloadSegments, Lost, Fast, TailProbes, Timeouts, Spurious, Reordered, CaptureLoss, CaptureDuplicates, SackBlocks, Dsacks, Delay, KeepAlives;
    private int largest, rises;
    private bool falls;
    private uint identification;

    /// <summary>The identifications of what this side sends rise, so they tell its order.</summary>
    public bool Numbered => rises >= LeastRises && !falls;

    public bool Closed => WindowKnown && Window == 0;

    public bool IsPlain => (Lost | Numbers.Lost | Fast | TailProbes | Timeouts | Spurious | Reordered | CaptureLoss | CaptureDuplicates | Dsacks) == 0 && !ZeroWindow.Any && !WindowFull.Any;

    public void Reset()
    {
        Known = AckKnown = SynSeen = WindowKnown = WindowOfSyn = ProbeSent = falls = false;
        Next = LastAck = Window = FullEdge = FastUntil = TimeoutUntil = identification = 0;
        LastTime = 0;
        DuplicateAcks = SegmentSize = largest = rises = 0;
        Scale = -1;
        Copies = default;
        Numbers = default;
        Asked = false;
        AskedAt = 0;
        ZeroWindow = WindowFull = default;
        Missing.Clear();
        PayloadSegments = Lost = Fast = TailProbes = Timeouts = Spurious = Reordered = CaptureLoss = CaptureDuplicates = SackBlocks = Dsacks = Delay = KeepAlives = 0;
    }

    /// <summary>Of so many bytes on the wire: a card may have cut them up after, or put them together before the capture.</summary>
    public long Segments(uint bytes)
    {
        int size = SegmentSize > 0 ? SegmentSize : largest;
        return size == 0 ? 1 : Math.Max(1, (bytes + size - 1) / size);
    }

    /// <summary>Payload beyond all before it.</summary>
    public void Advance(in Segment segment, uint next)
    {
        Next = next;
        if (segment.PayloadLength == 0) return;
        largest = Math.Max(largest, segment.PayloadLength);
        if (segment.Key.V6) return;
        short step = (short)(segment.Identification - identification);
        if (step > 0) rises++;
        else if (rises > 0) falls = true;
        identification = segment.Identification;
    }

    public void Count(RepeatKind kind, long segments)
    {
        switch (kind)
        {
            case RepeatKind.Fast: Fast += segments; break;
            case RepeatKind.TailProbe: TailProbes += segments; break;
            case RepeatKind.Timeout: Timeouts += segments; break;
            case RepeatKind.Spurious: Spurious += segments; break;
        }
    }

    public DirectionFigures Summarize(long lastTime)
    {
        var figures = new DirectionFigures
        {
            PayloadSegments = PayloadSegments,
            Lost = Lost + Numbers.Lost,
            LostWithoutHole = Numbers.Lost,
            Retransmissions = new(Fast, TailProbes, Timeouts, Spurious),
            Reordered = Reordered,
            CaptureLoss = CaptureLoss,
            CaptureDuplicates = CaptureDuplicates,
            SackBlocks = SackBlocks,
            Dsacks = Dsacks,
            ZeroWindow = ZeroWindow.Until(lastTime),
            WindowFull = WindowFull.Until(lastTime),
            RetransmissionDelay = Nanoseconds.Span(Delay),
            KeepAlives = KeepAlives,
            UntrackedHoles = Missing.Overflowed,
        };
        // Millions may be kept.
        return figures == DirectionFigures.None ? DirectionFigures.None : figures;
    }
}
