namespace LoadProbe.Capture;

/// <summary>Keep-alives and zero-window probes (RFC 9293 §3.8.4, §3.8.6.1): they bring nothing and repeat nothing.</summary>
internal static class ProbeSegments
{
    /// <summary>Whether a segment is one; a keep-alive is counted.</summary>
    public static bool Take(NetworkSide forward, NetworkSide reverse, in Segment segment, FlowTrace? trace)
    {
        if (segment.PayloadLength > 1 || segment.Has(TcpFlags.Fin)) return false;
        if (segment.Sequence == forward.Next - 1)
        {
            if (reverse.Closed || segment.PayloadLength == 0 && reverse.AckKnown && reverse.LastAck != forward.Next) return true;
            // While something is outstanding one byte is that byte again.
            if (reverse.AckKnown && reverse.LastAck != forward.Next) return false;
            forward.KeepAlives++;
            trace?.Note(Findings.KeepAlive);
            return true;
        }
        if (segment.PayloadLength == 0 || segment.Sequence != forward.Next || !reverse.Closed) return false;
        trace?.Note(Findings.WindowProbe);
        return forward.ProbeSent = true;
    }
}
