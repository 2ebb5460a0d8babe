namespace LoadProbe.Capture;

/// <summary>Classifies a segment by the conditions of Wireshark 4.0.17, in its order; docs/npm.md lists them.</summary>
internal static class TcpAnalysis
{
    // Nanoseconds. A time that runs backwards is later than any of them, as differences have no sign there.
    private const ulong FastWithin = 20_000_000, OutOfOrderWithin = 3_000_000;
    private const TcpFlags Ends = TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Reset;

    /// <summary>Times are nanoseconds; the initial RTT is 0 when not known before this segment, and so is what the connection has said of MPTCP.</summary>
    public static Marks Analyze(ref AnalysisSide forward, ref AnalysisSide reverse, in Segment segment, long time, long initialRtt, byte multipath)
    {
        Marks marks = Acknowledgements(ref forward, reverse, segment, multipath);
        if (segment.Acknowledgement != forward.LastAck) forward.DuplicateAcks = 0;
        if (segment.Has(TcpFlags.Ack)) reverse.Acknowledge(segment.Acknowledgement);
        if ((segment.PayloadLength > 0 || segment.Has(TcpFlags.Syn | TcpFlags.Fin)) && (marks & Marks.KeepAlive) == 0)
            marks |= Repetition(forward, reverse, segment, time, initialRtt);
        forward.Remember(segment, time, marks, multipath);
        if (segment.WindowScale >= 0 || segment.Has(TcpFlags.Syn)) forward.Scale(ref reverse, segment);
        return marks;
    }

    private static Marks Acknowledgements(ref AnalysisSide forward, in AnalysisSide reverse, in Segment segment, byte multipath)
    {
        uint sequence = segment.Sequence;
        int length = segment.PayloadLength;
        if (length == 1 && sequence == forward.Next && reverse.Window == 0) return Marks.ZeroWindowProbe;

        var marks = Marks.None;
        bool plain = !segment.Has(Ends);
        if (segment.Window == 0 && plain) marks |= Marks.ZeroWindow;
        if (forward.Next != 0 && Sequence.Before(forward.Next, sequence) && !segment.Has(TcpFlags.Reset)) marks |= Marks.LostSegment;
        if (!plain) return marks;

        if (length <= 1 && sequence == forward.Next - 1) marks |= Marks.KeepAlive;
        if (length > 0)
        {
            int shift = reverse.Shift;
            return shift >= 0 && sequence + (uint)length == reverse.LastAck + (reverse.Window << (reverse.Unscaled ? 0 : shift)) ? marks | Marks.WindowFull : marks;
        }
        if (sequence != forward.Next || segment.Acknowledgement != forward.LastAck) return marks;
        if (segment.Window != forward.Window) return segment.Window == 0 ? marks : marks | Marks.WindowUpdate;
        if (segment.Window == 0) return (reverse.LastMarks & Marks.ZeroWindowProbe) != 0 ? marks | Marks.ZeroWindowProbeAck : marks;
        if ((reverse.LastMarks & Marks.KeepAlive) != 0) return marks | Marks.KeepAliveAck;
        // What a connection of several paths says of them may come in ACKs that are alike (RFC 8684 §4).
        if (multipath != forward.Multipath) return marks;
        forward.Repeat();
        return marks | Marks.DuplicateAck;
    }

    private static Marks Repetition(in AnalysisSide forward, in AnalysisSide reverse, in Segment segment, long time, long initialRtt)
    {
        uint sequence = segment.Sequence;
        // After a zero-window probe the next segment starts with the probe's byte.
        bool behind = forward.Next != 0 && Sequence.Before(sequence, forward.Next) && !(segment.PayloadLength > 1 && sequence == forward.Next - 1);
        if (segment.PayloadLength > 0 && reverse.LastAck != 0 && !Sequence.After(sequence + (uint)segment.PayloadLength, reverse.LastAck)) return Marks.Spurious;
        if (!behind) return Marks.None;
        if (reverse.DuplicateAcks >= 2 && reverse.LastAck == sequence && (ulong)(time - reverse.LastTime) < FastWithin) return Marks.Fast;
        bool last = forward.Next == AnalysisSide.EndOf(segment);
        if (!last && (ulong)(time - forward.NextTime) < (initialRtt == 0 ? OutOfOrderWithin : (ulong)initialRtt)) return Marks.OutOfOrder;
        return Marks.Retransmission;
    }
}
