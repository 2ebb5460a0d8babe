namespace LoadProbe.Capture;

/// <summary>Times of a TCP handshake.</summary>
internal struct HandshakeWatch
{
    private long shownSyn, firstSyn, latestSyn, synAck, clientAck, clientInitial;
    private int syns, synAcks;

    /// <summary>As Wireshark takes it for its out-of-order test: from either side's first ACK; nanoseconds, 0 when not known.</summary>
    public long AnalysisRtt { get; private set; }

    /// <summary>What Wireshark takes from any segment, also from one it does not analyse.</summary>
    public void Show(in Segment segment, long time)
    {
        if (!segment.Has(TcpFlags.Ack))
        {
            if (segment.Has(TcpFlags.Syn)) shownSyn = time;
        }
        else if (AnalysisRtt == 0 && shownSyn != 0 && !segment.Has(TcpFlags.Syn)) AnalysisRtt = time - shownSyn;
    }

    public void Add(in Segment segment, bool client, long time)
    {
        Show(segment, time);
        bool syn = segment.Has(TcpFlags.Syn), ack = segment.Has(TcpFlags.Ack);
        if (syn && !ack)
        {
            if (syns++ == 0) firstSyn = time;
            latestSyn = time;
        }
        else if (syn)
        {
            if (synAcks++ == 0) synAck = time;
        }
        else if (ack)
        {
            if (!client || segment.Has(TcpFlags.Reset)) return;
            if (clientInitial == 0 && latestSyn != 0) clientInitial = time - latestSyn;
            if (clientAck == 0 && synAck != 0) clientAck = time;
        }
    }

    public readonly bool Seen => syns > 0 && synAcks > 0;

    /// <summary>SYN and SYN-ACK came once each and in that order, so their distance is a round trip.</summary>
    public readonly bool Clear => syns == 1 && synAcks == 1 && synAck >= firstSyn;

    public readonly HandshakeTimes Times() => new(
        syns > 0 && synAcks > 0 && clientAck != 0,
        syns > 0 && synAcks > 0 && synAck >= firstSyn ? Nanoseconds.Span(synAck - firstSyn) : null,
        clientAck != 0 ? Nanoseconds.Span(clientAck - synAck) : null,
        clientInitial != 0 ? Nanoseconds.Span(clientInitial) : null,
        AnalysisRtt != 0 ? Nanoseconds.Span(AnalysisRtt) : null,
        syns > 0 && synAcks > 0 && !Clear);
}
