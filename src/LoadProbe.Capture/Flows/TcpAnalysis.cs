namespace LoadProbe.Capture;

/// <summary>Classifies a segment by the conditions of Wireshark 4.0.17, in its order; docs/npm.md lists them.</summary>
internal static class TcpAnalysis
{
    private const long FastWithin = 20_000_000, OutOfOrderWithin = 3_000_000;
    private const TcpFlags Ends = TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Reset;

    /// <summary>Times are nanoseconds; the initial RTT is 0 when not known.</summary>
    public static Marks Analyze(FlowSide forward, FlowSide reverse, in Segment segment, long time, long initialRtt)
    {
        Marks marks = Acknowledgements(forward, reverse, segment);
        if (segment.Acknowledgement != forward.LastAck) forward.DuplicateAcksRunning = 0;
        if ((segment.PayloadLength > 0 || segment.Has(TcpFlags.Syn | TcpFlags.Fin)) && (marks & Marks.KeepAlive) == 0)
            marks |= Repetition(forward, reverse, segment, time, initialRtt);
        Remember(forward, segment, time, marks);
        return marks;
    }

    private static Marks Acknowledgements(FlowSide forward, FlowSide reverse, in Segment segment)
    {
        uint sequence = segment.Sequence;
        int length = segment.PayloadLength;
        if (length == 1 && forward.NextKnown && sequence == forward.Next && reverse.Window == 0) return Marks.ZeroWindowProbe;

        var marks = Marks.None;
        bool plain = !segment.Has(Ends);
        if (segment.Window == 0 && plain) marks |= Marks.ZeroWindow;
        if (forward.NextKnown && Sequence.After(sequence, forward.Next) && !segment.Has(TcpFlags.Reset)) marks |= Marks.LostSegment;
        if (!plain) return marks;

        if (length <= 1 && sequence == forward.Next - 1) marks |= Marks.KeepAlive;
        bool sameAck = length == 0 && sequence == forward.Next && segment.Acknowledgement == forward.LastAck;
        if (sameAck && segment.Window != 0 && segment.Window != forward.Window) marks |= Marks.WindowUpdate;
        if (length > 0 && reverse.Scale != FlowSide.ScaleUnknown && sequence + (uint)length == reverse.LastAck + (reverse.Window << (reverse.WindowOfSyn ? 0 : reverse.Scale)))
            marks |= Marks.WindowFull;
        if (segment.Window == 0)
        {
            bool taken = segment.Acknowledgement == forward.LastAck + 1;
            if (length == 0 && forward.Window == 0 && sequence == forward.Next && (sameAck || taken) && (reverse.LastMarks & Marks.ZeroWindowProbe) != 0)
            {
                marks |= Marks.ZeroWindowProbeAck;
                // The probe's byte was taken after all, so the stream did advance.
                if (taken) Advance(reverse, segment.Acknowledgement);
            }
            return marks;
        }
        if (!sameAck || segment.Window != forward.Window) return marks;
        if ((reverse.LastMarks & Marks.KeepAlive) != 0) return marks | Marks.KeepAliveAck;
        forward.DuplicateAcksRunning++;
        return marks | Marks.DuplicateAck;
    }

    private static Marks Repetition(FlowSide forward, FlowSide reverse, in Segment segment, long time, long initialRtt)
    {
        uint end = segment.Sequence + (uint)segment.PayloadLength;
        bool behind = forward.NextKnown && Sequence.Before(segment.Sequence, forward.Next);
        // After a zero-window probe the next segment starts with the probe's byte.
        if (segment.PayloadLength > 1 && forward.Next - 1 == segment.Sequence) behind = false;
        if (segment.PayloadLength > 0 && reverse.LastAckKnown && !Sequence.After(end, reverse.LastAck)) return Marks.Spurious;
        if (!behind) return Marks.None;
        if (reverse.DuplicateAcksRunning >= 2 && reverse.LastAck == segment.Sequence && time - reverse.LastTime < FastWithin) return Marks.Fast;
        bool last = forward.Next == segment.Sequence + segment.Span;
        if (!last && time - forward.NextTime < (initialRtt == 0 ? OutOfOrderWithin : initialRtt)) return Marks.OutOfOrder;
        return Marks.Retransmission;
    }

    private static void Remember(FlowSide forward, in Segment segment, long time, Marks marks)
    {
        uint end = segment.Sequence + segment.Span;
        bool further = !forward.NextKnown || (Sequence.After(end, forward.Next) && (marks & Marks.ZeroWindowProbe) == 0);
        // The number in a RST may be anyone's guess.
        if (further && !segment.Has(TcpFlags.Reset))
        {
            // Offset 0 is the first payload byte, which the SYN comes before.
            if (!forward.NextKnown) forward.NextOffset = segment.Span - (segment.Has(TcpFlags.Syn) ? 1 : 0);
            Advance(forward, end);
            forward.NextTime = time;
        }
        forward.Window = segment.Window;
        forward.WindowOfSyn = segment.Has(TcpFlags.Syn);
        forward.LastAck = segment.Acknowledgement;
        forward.LastAckKnown = forward.LastAck != 0;
        forward.LastTime = time;
        forward.LastMarks = marks;
    }

    private static void Advance(FlowSide side, uint next)
    {
        if (side.NextKnown) side.NextOffset += (int)(next - side.Next);
        side.Next = next;
        side.NextKnown = true;
    }
}
