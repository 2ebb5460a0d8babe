namespace LoadProbe.Capture;

/// <summary>
/// What the client sends again. It is seen before the network, so a range sent twice is a retransmission for certain; the question is why, and whether it
/// was needed. Times are nanoseconds.
/// </summary>
internal sealed class Resending
{
    // The least retransmission timeout of Linux; RFC 6298 asks for 1 s.
    private const long LeastTimeout = 200_000_000, LeastHeard = 10_000_000;
    private readonly SentSegments sent = new();
    private readonly SackBoard sacks = new();
    private readonly Repeats repeats = new();

    public FlowTrace? Trace { get; set; }

    public void Clear()
    {
        sent.Clear();
        sacks.Clear();
        repeats.Clear();
    }

    public void Sent(uint from, uint to, long time) => sent.Add(from, to, time);

    public void Repeat(NetworkSide client, NetworkSide server, in Segment segment, uint to, long time, long smoothed)
    {
        uint from = segment.Sequence;
        long segments = client.Segments(to - from);
        sent.TryRepeat(from, to, time, out long since);
        RepeatKind kind = Kind(client, server, from, to, since, time - server.LastTime, smoothed);
        client.Count(kind, segments);
        Trace?.Note(FlowTrace.Of(kind), since);
        if (kind != RepeatKind.Spurious)
        {
            client.Lost += segments;
            client.Delay += since;
        }
        repeats.Add(new Repeats.Repeat
        {
            From = from,
            To = to,
            Stamp = segment.TimestampValue,
            Told = kind != RepeatKind.Spurious && segment.Timestamps && server.AckKnown && from == server.LastAck,
            Delay = since,
            Segments = segments,
            Kind = kind,
        });
    }

    /// <summary>The server's acknowledgement. True with a round trip when it is of exactly a segment that was sent once and waited for no other.</summary>
    public bool TryAcknowledge(NetworkSide client, in Segment segment, long time, out long roundTrip)
    {
        if (segment.Sack.Length > 0)
        {
            if (SackBoard.TryDuplicate(segment, out uint from, out uint to) && repeats.TryDuplicate(from, to, out Repeats.Repeat twice)) Needless(client, twice);
            sacks.Add(segment);
        }
        if (segment.Timestamps)
            while (repeats.TryEcho(segment.Acknowledgement, segment.TimestampEcho, out Repeats.Repeat needless)) Needless(client, needless);
        bool waited = sacks.Any;
        if (waited) sacks.Acknowledge(segment.Acknowledgement);
        return sent.TryAcknowledge(segment.Acknowledgement, time, out roundTrip, out bool repeated) && !repeated && !waited;
    }

    private RepeatKind Kind(NetworkSide client, NetworkSide server, uint from, uint to, long since, long silent, long smoothed)
    {
        if ((server.AckKnown && !Sequence.After(to, server.LastAck)) || sacks.Covers(from, to)) return RepeatKind.Spurious;
        bool heard = silent <= Math.Max(smoothed, LeastHeard);
        if (heard && (server.DuplicateAcks >= 3 || sacks.ReachesBeyond(to) || Sequence.Before(from, client.FastUntil)))
        {
            client.FastUntil = client.Next;
            return RepeatKind.Fast;
        }
        if (to == client.Next && since < smoothed + LeastTimeout) return RepeatKind.TailProbe;
        // After a timeout everything outstanding is sent again, one acknowledgement at a time.
        if (since < LeastTimeout && server.DuplicateAcks > 0 && !Sequence.Before(from, client.TimeoutUntil)) return RepeatKind.Fast;
        client.TimeoutUntil = client.Next;
        client.FastUntil = from;
        return RepeatKind.Timeout;
    }

    private void Needless(NetworkSide client, in Repeats.Repeat repeat)
    {
        if (repeat.Kind == RepeatKind.Spurious) return;
        Trace?.Needless(repeat.From, repeat.To);
        client.Count(repeat.Kind, -repeat.Segments);
        client.Count(RepeatKind.Spurious, repeat.Segments);
        client.Lost -= repeat.Segments;
        client.Delay -= repeat.Delay;
    }
}
