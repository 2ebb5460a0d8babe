namespace LoadProbe.Capture;

/// <summary>What the network does to one conversation, for packets captured at the client; docs/npm.md has the rules. Times are nanoseconds.</summary>
internal sealed class NetworkWatch
{
    // A hole filled later than this after a round trip was waited for by a timer.
    private const long LeastTimeout = 200_000_000;

    // Nobody acknowledges that much that was never seen; such a number is damaged.
    private const uint Absurd = 1 << 26;
    private readonly NetworkSide client = new(), server = new();
    private readonly RoundTrips trips = new();
    private readonly Resending resending = new();
    private ConnectionWatch connection;

    /// <summary>Who is told what is found of each packet; null for nearly every flow.</summary>
    public FlowTrace? Trace
    {
        get;
        set => field = trips.Trace = resending.Trace = value;
    }

    /// <summary>Time in which segments of the client that were lost were waited for.</summary>
    public long ClientDelay => client.Delay;

    public void Begin(long time)
    {
        client.Reset();
        server.Reset();
        trips.Clear();
        resending.Clear();
        connection = new ConnectionWatch(time);
    }

    public void Add(in Segment segment, bool fromClient, long time)
    {
        NetworkSide forward = fromClient ? client : server, reverse = fromClient ? server : client;
        switch (forward.Copies.Take(segment, time))
        {
            case Copy.Captured:
                forward.CaptureDuplicates++;
                Trace?.Note(Findings.CapturedTwice);
                if (!fromClient && segment.Has(TcpFlags.Syn)) connection.CopiedSynAck();
                return;
            case Copy.Carried:
                if (segment.PayloadLength > 0) forward.Spurious += forward.Segments((uint)segment.PayloadLength);
                Trace?.Note(Findings.RepeatedOnTheWay);
                return;
        }
        if (!connection.Add(segment, fromClient, time))
        {
            Trace?.Note(Findings.OlderConnection);
            return;
        }
        if (segment.Has(TcpFlags.Reset))
        {
            foreach (NetworkSide side in (ReadOnlySpan<NetworkSide>)[client, server])
            {
                side.ZeroWindow.Finish(time);
                side.WindowFull.Finish(time);
            }
            return;
        }
        if (segment.Has(TcpFlags.Syn))
        {
            if (forward.SynSeen) Trace?.Note(Findings.SynAgain, time - forward.LastTime);
            Synchronize(forward, reverse, segment);
        }
        if (fromClient) trips.FromClient(segment, time);
        else trips.FromServer(segment, time);
        if (fromClient && segment.Span > 0) (server.Asked, server.AskedAt) = (true, time);
        else if (!fromClient && !segment.Key.V6) Number(segment, time);
        if (segment.Has(TcpFlags.Ack)) Acknowledge(forward, reverse, segment, fromClient, time);
        if (!segment.Has(TcpFlags.Syn)) Send(forward, reverse, segment, fromClient, time);
        WindowRoom.Take(forward, reverse, segment, time, Trace);
        forward.LastTime = time;
    }

    /// <summary>ICMP says that a segment of that sequence number could not be delivered.</summary>
    public void Unreachable(uint sequence)
    {
        connection.Unreachable(sequence);
        Trace?.Unreachable(sequence);
    }

    /// <summary>Nothing was lost, repeated, stalled or refused.</summary>
    public bool IsPlain(long lastTime, long now) => client.IsPlain && server.IsPlain && connection.IsPlain(now - lastTime);

    /// <summary>Of the conversation's latest packet, and of the capture's.</summary>
    public NetworkAnalysis Summarize(long lastTime, long now) => new()
    {
        Directions = new(client.Summarize(lastTime), server.Summarize(lastTime)),
        RoundTrips = trips.Summarize(),
        Connection = connection.Summarize(now - lastTime),
    };

    private static void Synchronize(NetworkSide forward, NetworkSide reverse, in Segment segment)
    {
        if (!forward.SynSeen)
        {
            forward.Next = segment.Sequence + 1;
            // A RST before belonged to something older.
            forward.ZeroWindow = forward.WindowFull = default;
        }
        forward.Known = forward.SynSeen = true;
        forward.Scale = segment.WindowScale;
        if (segment.MaximumSegment > 0 && (forward.SegmentSize == 0 || segment.MaximumSegment < forward.SegmentSize))
            forward.SegmentSize = reverse.SegmentSize = segment.MaximumSegment;
    }

    private void Acknowledge(NetworkSide forward, NetworkSide reverse, in Segment segment, bool fromClient, long time)
    {
        uint acknowledgement = segment.Acknowledgement;
        if (segment.Sack.Length > 0)
        {
            forward.SackBlocks += segment.Sack.Length / Segment.SackBlock;
            bool twice = SackBoard.TryDuplicate(segment, out _, out _);
            if (twice) forward.Dsacks++;
            Trace?.Note(twice ? Findings.ReceivedTwice : Findings.SelectiveAck);
        }
        if (!fromClient && resending.TryAcknowledge(client, segment, time, out long roundTrip) && segment.PayloadLength == 0) trips.Acknowledged(roundTrip);
        if (reverse.Known) Unseen(reverse, segment, time);
        if (!forward.AckKnown || Sequence.After(acknowledgement, forward.LastAck))
        {
            forward.LastAck = acknowledgement;
            forward.AckKnown = true;
            forward.DuplicateAcks = 0;
        }
        else if (segment.Span == 0 && acknowledgement == forward.LastAck && acknowledgement != reverse.Next && segment.Window == forward.Window)
        {
            forward.DuplicateAcks++;
            Trace?.Note(Findings.DuplicateAck);
        }
    }

    private void Unseen(NetworkSide sender, in Segment segment, long time)
    {
        uint acknowledgement = segment.Acknowledgement;
        uint beyond = acknowledgement - sender.Next;
        if (beyond is > 0 and < Absurd)
        {
            // The payload of a SYN counts once it is accepted; so does the byte of a zero-window probe.
            bool known = segment.Has(TcpFlags.Syn) || (sender.ProbeSent && acknowledgement == sender.Next + 1);
            if (!known)
            {
                sender.CaptureLoss += sender.Segments(beyond);
                sender.Numbers.Forget();
                Trace?.Miss(Findings.AcknowledgesUnseen, beyond);
                sender.Missing.AcknowledgedUnseen(sender.Next, acknowledgement, time);
            }
            sender.Next = acknowledgement;
        }
        if (!sender.Missing.AnyOpen) return;
        long unseen = sender.Missing.Acknowledge(acknowledgement, time);
        if (unseen <= 0) return;
        sender.CaptureLoss += sender.Segments((uint)unseen);
        Trace?.Miss(Findings.AcknowledgesUnseen, unseen);
    }

    // What the server sent last leaves no hole when it is lost, nor does a retransmission; the numbers of its packets do.
    private void Number(in Segment segment, long time)
    {
        if (segment.Has(TcpFlags.Syn))
        {
            server.Numbers.Begin((ushort)segment.Identification);
            return;
        }
        int missing = server.Numbers.Take((ushort)segment.Identification, segment.PayloadLength == 0 ? 1 : server.Segments((uint)segment.PayloadLength));
        if (missing > 0 && segment.PayloadLength > 0 && server.Known)
        {
            long hole = Sequence.After(segment.Sequence, server.Next) ? server.Segments(segment.Sequence - server.Next) : 0;
            int unexplained = (int)Math.Max(0, missing - hole);
            // Where no acknowledgement is due that may be missing too, all were payload; else after a timer's wait, but for one acknowledgement.
            if (server.Asked) unexplained = time - server.AskedAt < LeastTimeout + trips.Smoothed ? 0 : Math.Max(Math.Min(unexplained, 1), unexplained - 1);
            if (unexplained > 0) server.Numbers.Lose((ushort)segment.Identification, missing, unexplained);
        }
        if (segment.Acknowledgement == client.Next) server.Asked = false;
    }

    private void Send(NetworkSide forward, NetworkSide reverse, in Segment segment, bool fromClient, long time)
    {
        uint from = segment.Sequence, to = from + segment.Span;
        if (!forward.Known)
        {
            forward.Next = from;
            forward.Known = true;
        }
        if (ProbeSegments.Take(forward, reverse, segment, Trace) || segment.Span == 0) return;
        if (segment.PayloadLength > 0) forward.PayloadSegments += forward.Segments((uint)segment.PayloadLength);
        if (Sequence.Before(from, forward.Next)) Behind(forward, segment, fromClient, Sequence.After(to, forward.Next) ? forward.Next : to, time);
        else if (from != forward.Next)
        {
            forward.Missing.Open(forward.Next, from, segment, forward.Numbered, time);
            Trace?.Miss(Findings.OpensHole, from - forward.Next);
        }
        if (!Sequence.After(to, forward.Next)) return;
        if (fromClient) resending.Sent(Sequence.Before(from, forward.Next) ? forward.Next : from, to, time);
        forward.Advance(segment, to);
        forward.ProbeSent = false;
    }

    private void Behind(NetworkSide forward, in Segment segment, bool fromClient, uint to, long time)
    {
        uint from = segment.Sequence;
        long missed = 0;
        uint filled = 0;
        Filling filling = forward.Missing.Any ? forward.Missing.Fill(from, to, segment, time, trips.Least, out missed, out filled) : Filling.None;
        switch (filling)
        {
            case Filling.Reordered:
                forward.Reordered += forward.Segments(filled);
                Trace?.Note(Findings.FillsReordered, missed);
                break;
            case Filling.CapturedLate:
                forward.CaptureLoss = Math.Max(0, forward.CaptureLoss - forward.Segments(filled));
                Trace?.Note(Findings.CapturedLate, missed);
                break;
            case Filling.Retransmitted:
                forward.Lost += forward.Segments(filled);
                forward.Delay += missed;
                RepeatKind kind = missed >= LeastTimeout + trips.Smoothed ? RepeatKind.Timeout : RepeatKind.Fast;
                forward.Count(kind, forward.Segments(filled));
                Trace?.Note(Findings.FillsLost | FlowTrace.Of(kind), missed);
                break;
            case Filling.None when segment.PayloadLength == 0: break;
            case Filling.None when fromClient: resending.Repeat(client, server, segment, to, time, trips.Smoothed); break;
            case Filling.None:
                forward.Spurious += forward.Segments(to - from);
                Trace?.Note(Findings.Spurious);
                break;
        }
    }
}
