namespace LoadProbe.Capture;

/// <summary>How long each side had no room for what the other had to send (RFC 9293 §3.8.6), and how long one waited for room. Times are nanoseconds.</summary>
internal static class WindowRoom
{
    /// <summary>A segment says how much room its sender has, and may fill that of the other side.</summary>
    public static void Take(NetworkSide forward, NetworkSide reverse, in Segment segment, long time, FlowTrace? trace)
    {
        bool syn = segment.Has(TcpFlags.Syn), fin = segment.Has(TcpFlags.Fin);
        forward.Window = segment.Window;
        forward.WindowKnown = true;
        forward.WindowOfSyn = syn;
        if (segment.Window != 0)
        {
            if (forward.ZeroWindow.Held) trace?.Note(Findings.WindowOpens, time - forward.ZeroWindow.Since);
            forward.ZeroWindow.End(time);
        }
        else if (!syn && !fin)
        {
            if (!forward.ZeroWindow.Held) trace?.Note(Findings.WindowCloses);
            forward.ZeroWindow.Begin(time);
        }
        bool scaled = forward.SynSeen && reverse.SynSeen;
        if (scaled && reverse.WindowFull.Held && Sequence.After(Edge(forward, reverse), reverse.FullEdge)) reverse.WindowFull.End(time);
        if (scaled && segment.PayloadLength > 0 && reverse.AckKnown && !Sequence.Before(segment.Sequence + (uint)segment.PayloadLength, Edge(reverse, forward)))
        {
            forward.FullEdge = Edge(reverse, forward);
            if (!forward.WindowFull.Held) trace?.Note(Findings.WindowFull);
            forward.WindowFull.Begin(time);
        }
        if (!fin) return;
        // Who has sent everything waits for no room; the other way the stall may begin again.
        forward.WindowFull.Finish(time);
        reverse.ZeroWindow.Finish(time);
        forward.ZeroWindow.End(time);
        reverse.WindowFull.End(time);
    }

    /// <summary>How far a receiver lets a sender go. Windows are scaled when both sides asked for it, and in a SYN never (RFC 7323 §2.2).</summary>
    private static uint Edge(NetworkSide receiver, NetworkSide sender) =>
        receiver.LastAck + (receiver.Window << (receiver.WindowOfSyn || receiver.Scale < 0 || sender.Scale < 0 ? 0 : receiver.Scale));
}
