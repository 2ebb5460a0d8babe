namespace LoadProbe.Capture;

/// <summary>How a connection comes about and ends. Times are nanoseconds, 0 when not seen.</summary>
internal struct ConnectionWatch(long begun)
{
    private const long Idle = 300_000_000_000;
    private long firstSyn, latestSyn, lastPayload, resetAt, payloadBeforeReset;
    private int syns, synAcks, synAcksAfterAck;
    private uint initial;
    private bool answered, acknowledged, asked, askedBeforeRepeat, served, oldAnswer, unreachable, clientFin, serverFin, resetByClient, copiedAfterAck;

    /// <returns>Whether the segment belongs to this connection and not to an older one of the same ports.</returns>
    public bool Add(in Segment segment, bool fromClient, long time)
    {
        if (segment.Has(TcpFlags.Reset)) Reset(fromClient, time);
        else if (segment.Has(TcpFlags.Syn)) Synchronize(segment, fromClient, time);
        else if (fromClient) FromClient(segment);
        else if (IsOlder(segment)) return !(oldAnswer = true);
        else FromServer(segment);
        if (segment.PayloadLength > 0) lastPayload = time;
        return true;
    }

    /// <summary>A SYN-ACK that looks captured twice; after the client's ACK, with nothing else from the server, it is more likely sent twice.</summary>
    public void CopiedSynAck() => copiedAfterAck |= acknowledged;

    public void Unreachable(uint sequence) => unreachable |= syns > 0 && sequence == initial;

    public readonly bool IsPlain(long silent) => syns <= 1 && Outcome(silent) == ConnectionOutcome.Ok;

    public readonly ConnectionFigures Summarize(long silent) => new()
    {
        Outcome = Outcome(silent),
        MidStream = syns == 0 && synAcks == 0,
        SynRetransmissions = Math.Max(0, syns - 1),
        SynRetransmissionDelay = Nanoseconds.Span(latestSyn - firstSyn),
        Reset = resetAt == 0 ? null : new ConnectionReset(resetByClient, Nanoseconds.Span(resetAt - begun), payloadBeforeReset == 0 ? null : Nanoseconds.Span(resetAt - payloadBeforeReset)),
    };

    private readonly ConnectionOutcome Outcome(long silent)
    {
        bool midStream = syns == 0 && synAcks == 0;
        if (!midStream && synAcks == 0 && !served && !acknowledged) return Unanswered();
        if (synAcks > 0 && !acknowledged) return resetAt != 0 && resetByClient ? ConnectionOutcome.ClientAbort : ConnectionOutcome.ClientAckMissing;
        // A single repetition is also what one lost acknowledgement leads to.
        if (synAcksAfterAck > 1 || (synAcksAfterAck == 1 && (askedBeforeRepeat || !served)) || (copiedAfterAck && !served)) return ConnectionOutcome.AcceptQueueOverflow;
        if (resetAt != 0 && !(clientFin && serverFin))
        {
            if (!resetByClient) return ConnectionOutcome.ResetByServer;
            return payloadBeforeReset == 0 ? ConnectionOutcome.ClientAbort : ConnectionOutcome.ResetByClient;
        }
        if (clientFin != serverFin) return ConnectionOutcome.HalfClose;
        return !clientFin && silent >= Idle ? ConnectionOutcome.IdleTimeout : ConnectionOutcome.Ok;
    }

    private readonly ConnectionOutcome Unanswered() =>
        oldAnswer ? ConnectionOutcome.PortReuse
        : unreachable ? ConnectionOutcome.Unreachable
        : resetAt != 0 && !resetByClient ? ConnectionOutcome.Refused
        : ConnectionOutcome.Timeout;

    private void Reset(bool fromClient, long time)
    {
        answered |= !fromClient;
        if (resetAt != 0) return;
        (resetAt, resetByClient, payloadBeforeReset) = (time, fromClient, lastPayload);
    }

    private void Synchronize(in Segment segment, bool fromClient, long time)
    {
        if (segment.Has(TcpFlags.Ack))
        {
            answered = true;
            // A RST before it was for something older, or not the server's.
            if (synAcks++ == 0) resetAt = payloadBeforeReset = 0;
            if (!acknowledged) return;
            synAcksAfterAck++;
            askedBeforeRepeat |= asked;
            return;
        }
        if (!fromClient) return;
        if (syns++ == 0) (firstSyn, initial) = (time, segment.Sequence);
        if (!answered || latestSyn == 0) latestSyn = time;
    }

    private void FromClient(in Segment segment)
    {
        acknowledged |= segment.Has(TcpFlags.Ack);
        asked |= segment.PayloadLength > 0;
        clientFin |= segment.Has(TcpFlags.Fin);
    }

    // Before any SYN-ACK only an older connection acknowledges something else than the SYN.
    private readonly bool IsOlder(in Segment segment) =>
        syns > 0 && synAcks == 0 && !acknowledged && segment.Has(TcpFlags.Ack) && segment.Acknowledgement != initial + 1;

    private void FromServer(in Segment segment)
    {
        served = true;
        serverFin |= segment.Has(TcpFlags.Fin);
    }
}
