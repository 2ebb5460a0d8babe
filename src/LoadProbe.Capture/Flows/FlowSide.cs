namespace LoadProbe.Capture;

/// <summary>State and counters of one direction of a conversation.</summary>
internal sealed class FlowSide(FlowOptions options)
{
    private uint initial;
    private bool initialKnown;

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
    private readonly UnackedSegments? unacked = options.WiresharkRoundTrips ? new() : null;

    /// <summary>Highest offset seen, of <see cref="furthestSequence"/>; 0 is the first payload byte, which the SYN comes before.</summary>
    public long Furthest { get; private set; }
    private uint furthestSequence;

    /// <summary>A segment was seen that tells where offsets count from.</summary>
    public bool Known { get; private set; }

    public long OffsetOf(uint sequence) => Furthest + (int)(sequence - furthestSequence);

    /// <summary>Offsets count from the number of this first segment on. The number in a RST may be anyone's guess: then only until the next.</summary>
    public void Begin(uint sequence, bool known) => (Furthest, furthestSequence, Known) = (0, sequence, known);

    /// <summary>Another initial sequence number than the one known: the segment begins another conversation on the same ports.</summary>
    public bool IsOver(uint syn) => initialKnown && syn != initial;

    /// <summary>The first segment of either side tells what the initial sequence numbers of both are.</summary>
    public void CountFrom(in Segment segment, FlowSide other)
    {
        if (!initialKnown) (initial, initialKnown) = (segment.Has(TcpFlags.Syn) ? segment.Sequence : segment.Sequence - 1, true);
        if (!other.initialKnown && segment.Has(TcpFlags.Ack)) (other.initial, other.initialKnown) = (segment.Acknowledgement - 1, true);
    }

    /// <returns>Whether what this side said until now was of an older connection on the same ports.</returns>
    public bool Syn(in Segment segment, FlowSide other)
    {
        FromSyn = segment.Sequence == initial;
        if (!segment.Has(TcpFlags.Ack))
        {
            // A RST may have moved the number.
            Analysis.Next = Analysis.Continuous;
            return false;
        }
        if (FromSyn) return false;
        initial = segment.Sequence;
        FromSyn = segment.Acknowledgement == other.initial + 1;
        if (!FromSyn) return false;
        Rebased = true;
        Begin(segment.Sequence + 1, known: true);
        Sent.Clear();
        Holes.Clear();
        return true;
    }

    /// <returns>Whether an offset is beyond all before it.</returns>
    public bool Reaches(long offset)
    {
        if (offset <= Furthest) return false;
        furthestSequence += (uint)(offset - Furthest);
        Furthest = offset;
        return true;
    }

    /// <returns>Whether the segment brought payload that was not seen before.</returns>
    /// <param name="segment">What was sent.</param>
    /// <param name="advanced">It reaches beyond all before it.</param>
    /// <param name="marks">What it is in Wireshark's words.</param>
    /// <param name="from">Offset of its payload.</param>
    /// <param name="to">Offset after it.</param>
    /// <param name="time">Nanoseconds.</param>
    /// <param name="delay">How long what it repeats was missed, in nanoseconds.</param>
    public bool Send(in Segment segment, bool advanced, Marks marks, long from, long to, long time, out long delay)
    {
        delay = 0;
        if (segment.Span == 0 || (marks & (Marks.KeepAlive | Marks.ZeroWindowProbe)) != 0) return false;
        bool lost = (marks & (Marks.Retransmission | Marks.Fast)) != 0;
        uint end = segment.Sequence + segment.Span;
        bool filled = Holes.Any && Holes.TryFill(from, to, time, out delay);
        if (!filled && Sent.TryRepeat(segment.Sequence, end, time, out long since)) delay = since;
        if (!lost) delay = 0;
        if (advanced) Sent.Add(segment.Sequence, end, time);
        return advanced || filled;
    }

    /// <summary>Takes a round trip of what this side sent. An acknowledgement gives one of exactly what ends there.</summary>
    /// <returns>Whether it was of a segment sent once, with the time.</returns>
    public bool TryAcknowledge(uint acknowledgement, long time, out long roundTrip)
    {
        if (!Sent.TryAcknowledge(acknowledgement, time, out roundTrip)) return false;
        if (unacked is null) Rtt.Add(roundTrip);
        return true;
    }

    /// <summary>As Wireshark does it, with each segment, whatever its flags.</summary>
    public void TimeAsWireshark(in Segment segment, FlowSide other, long time)
    {
        if (unacked is null) return;
        if (segment.Span > 0) unacked.Add(segment.Sequence, AnalysisSide.EndOf(segment), time);
        // It does not show a time of 0.
        if (other.unacked!.TryAcknowledge(segment.Acknowledgement, time, out long roundTrip) && roundTrip != 0) other.Rtt.Add(roundTrip);
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
        initial = 0;
        initialKnown = FromSyn = Rebased = false;
        Analysis.Reset();
        Begin(0, known: false);
        Packets = Bytes = Payload = Resets = 0;
        Retransmissions = Fast = Spurious = OutOfOrder = Lost = DuplicateAcks = ZeroWindows = WindowFulls = KeepAlives = 0;
        Sent.Clear();
        Holes.Clear();
        Rtt.Clear();
        unacked?.Clear();
    }
}
