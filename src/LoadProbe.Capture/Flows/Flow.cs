namespace LoadProbe.Capture;

/// <summary>One TCP conversation while it is being seen. Reused for another when it is over.</summary>
internal sealed class Flow
{
    private const int EncryptedAlert = 19 + 5;
    private readonly FlowSide[] sides;
    private readonly PayloadReader payload;
    private readonly BurstRing bursts;
    private readonly NetworkWatch network = new();
    private HandshakeWatch handshake;
    private int client;
    private long firstTime, lastTime, referenceRtt;
    private bool fin, reset;
    private byte multipath;
    private FlowTrace? trace;

    public Flow(FlowOptions options, ReorderBudget budget, DnsTable dns)
    {
        sides = [new(options), new(options)];
        payload = new PayloadReader(options, budget, dns);
        bursts = new BurstRing(options.ExchangesPerFlow);
    }

    public FlowKey Key { get; private set; }

    /// <summary>Conversations are numbered by their first packet.</summary>
    public long Number { get; private set; }

    /// <summary>The number of the table's latest packet of it.</summary>
    public long Used { get; set; }

    /// <summary>From 0; the trace is of this conversation alone, null when nobody looks at it.</summary>
    public void Begin(in Segment first, long number, long time, FlowTrace? looked)
    {
        trace = network.Trace = payload.Trace = looked;
        Key = first.Key;
        Number = number;
        firstTime = lastTime = time;
        referenceRtt = 0;
        fin = reset = false;
        multipath = 0;
        handshake = default;
        sides[0].Reset();
        sides[1].Reset();
        payload.Clear();
        bursts.Clear();
        network.Begin(time);
        bool syn = first.Has(TcpFlags.Syn);
        int higher = Key.FirstPort >= Key.SecondPort ? 0 : 1;
        client = !syn ? higher : first.Has(TcpFlags.Ack) ? 1 - first.Direction : first.Direction;
        if (DnsTable.IsPort(Key)) payload.ReadNames(Key, client);
    }

    /// <summary>A SYN with another initial sequence number begins another conversation on the same ports.</summary>
    public bool IsOver(in Segment segment) => segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack) && sides[segment.Direction].IsOver(segment.Sequence);

    public void Add(in Segment segment, int wireLength, long time)
    {
        FlowSide forward = sides[segment.Direction], reverse = sides[1 - segment.Direction];
        bool fromClient = segment.Direction == client;
        Count(segment, wireLength, time, flags: true);
        long initialRtt = handshake.AnalysisRtt;
        handshake.Add(segment, fromClient, time);
        forward.CountFrom(segment, reverse);
        if (segment.Has(TcpFlags.Syn) && forward.Syn(segment, reverse)) payload.Restart();
        Marks marks = TcpAnalysis.Analyze(ref forward.Analysis, ref reverse.Analysis, segment, time, initialRtt, multipath);
        forward.Count(marks);
        forward.TimeAsWireshark(segment, reverse, time);
        if (segment.Multipath != 0) multipath |= Paths(segment.Multipath);

        bool rst = segment.Has(TcpFlags.Reset), first = !forward.Known;
        uint start = segment.Sequence + (segment.Has(TcpFlags.Syn) ? 1u : 0);
        if (first) forward.Begin(start, known: !rst);
        long before = forward.Furthest, from = forward.OffsetOf(start), to = from + segment.PayloadLength;
        bool further = !rst && (marks & Marks.ZeroWindowProbe) == 0 && forward.Reaches(segment.Has(TcpFlags.Fin) ? to + 1 : to), advanced = first || further;
        if (!first && !rst && from > before) forward.Holes.Open(before, from, time);

        if (segment.Has(TcpFlags.Ack)) Acknowledge(reverse, segment, fromClient, time);
        bool fresh = forward.Send(segment, advanced, marks, from, to, time, out long delay);
        bool repeated = forward.Rebased ? segment.PayloadLength > 0 && !fresh : (marks & (Marks.Retransmission | Marks.Fast | Marks.Spurious)) != 0;
        if (delay != 0 && payload.Requests is { } requests) requests.RetransmitDelay += delay;
        if (segment.PayloadLength > 0 && (marks & (Marks.KeepAlive | Marks.ZeroWindowProbe)) == 0) Payload(segment, fromClient, fresh, from, to, time);
        if (segment.Has(TcpFlags.Fin) && !rst) payload.Finish(fromClient, to, time);
        bursts.Note(fromClient, wireLength, repeated, delay, referenceRtt);
        long resent = network.ClientDelay;
        network.Add(segment, fromClient, time);
        if (network.ClientDelay != resent) bursts.Resent(time, needed: network.ClientDelay > resent);
        trace?.Add(segment, fromClient, forward.Analysis.Shift, time);
    }

    /// <summary>ICMP says that a segment of this conversation could not be delivered.</summary>
    public void Unreachable(in Segment quoted) => network.Unreachable(quoted.Sequence);

    /// <summary>A segment whose header makes no sense: it is counted. Of a header that is too short Wireshark shows nothing and goes on from its numbers, of one longer than the segment it is the other way round.</summary>
    public void Damaged(in Segment segment, int wireLength, long time)
    {
        FlowSide forward = sides[segment.Direction], reverse = sides[1 - segment.Direction];
        Count(segment, wireLength, time, flags: segment.Beyond);
        if (segment.Beyond) handshake.Show(segment, time);
        else
        {
            forward.CountFrom(segment, reverse);
            TcpAnalysis.Analyze(ref forward.Analysis, ref reverse.Analysis, segment, time, handshake.AnalysisRtt, multipath);
        }
        trace?.Note(Findings.NotAnalysed);
        trace?.Add(segment, segment.Direction == client, forward.Analysis.Shift, time);
    }

    // Who joins (1) a connection is of one that has begun (0) and speaks of its data (2).
    private static byte Paths(byte said) => (byte)((said & 2) != 0 ? said | 7 : said);

    private void Count(in Segment segment, int wireLength, long time, bool flags)
    {
        FlowSide forward = sides[segment.Direction];
        lastTime = Math.Max(lastTime, time);
        forward.Packets++;
        forward.Bytes += wireLength;
        forward.Payload += segment.PayloadLength;
        if (!flags) return;
        fin |= segment.Has(TcpFlags.Fin);
        if (!segment.Has(TcpFlags.Reset)) return;
        reset = true;
        forward.Resets++;
    }

    private void Acknowledge(FlowSide reverse, in Segment segment, bool fromClient, long time)
    {
        if (reverse.Known && segment.Acknowledgement != 0)
        {
            long offset = reverse.OffsetOf(segment.Acknowledgement);
            // The byte of a zero-window probe was taken after all.
            if (offset == reverse.Furthest + 1 && (reverse.Analysis.LastMarks & Marks.ZeroWindowProbe) != 0) reverse.Reaches(offset);
            if (reverse.Holes.Any) reverse.Holes.Acknowledge(offset);
            payload.Acknowledge(!fromClient, offset, time);
            if (!fromClient && segment.PayloadLength == 0) bursts.Acknowledge(offset, time);
            if (!fromClient && payload.Tls is { } tls) tls.Tickets.Acknowledged = offset;
        }
        if (!reverse.TryAcknowledge(segment.Acknowledgement, time, out long roundTrip)) return;
        // With payload the server's think time may be in it.
        if (!fromClient && segment.PayloadLength == 0 && roundTrip > 0 && (referenceRtt == 0 || roundTrip < referenceRtt)) referenceRtt = roundTrip;
    }

    private void Payload(in Segment segment, bool fromClient, bool fresh, long from, long to, long time)
    {
        payload.Add(fromClient, from, segment, sides[segment.Direction].FromSyn, time);
        if (!fresh || IsAlert(segment)) return;
        if (!fromClient)
        {
            bool answers = bursts.Waits;
            bursts.Server(from, to, time);
            if (answers && payload.Requests is not QueuedRequests) trace?.Say($"answer of exchange {bursts.Total}: {Nanoseconds.Text(bursts[bursts.Count - 1].Response)}");
            return;
        }
        from = Math.Max(from, payload.ApplicationFrom);
        if (from >= to) return;
        long asked = bursts.Total;
        bursts.Client(from, to, time);
        if (bursts.Total > asked && payload.Requests is not QueuedRequests) trace?.Say($"exchange {bursts.Total}");
    }

    // A close_notify long after an answer is no part of it, and asks for nothing.
    private bool IsAlert(in Segment segment) =>
        payload.Tls is not null && segment.Payload.Length >= 5 &&
        (segment.Payload[0] == TlsRecords.Alert ||
         (segment.Payload[0] == TlsRecords.ApplicationData && segment.PayloadLength == EncryptedAlert && segment.Payload[4] == EncryptedAlert - 5));

    /// <summary>Nothing of it needs to be looked at.</summary>
    public bool IsPlain(long now) => payload.Requests is null && network.IsPlain(lastTime, now);

    /// <summary>As it was at the time of the capture's latest packet.</summary>
    public FlowSummary Summarize(long now)
    {
        FlowSide c = sides[client], s = sides[1 - client];
        NetworkAnalysis analysis = network.Summarize(lastTime, now);
        return new FlowSummary
        {
            Number = Number + 1,
            Client = Key.End(client),
            Server = Key.End(1 - client),
            Started = Nanoseconds.Instant(firstTime),
            Duration = Nanoseconds.Span(lastTime - firstTime),
            Protocol = payload.Protocol,
            Packets = new(c.Packets, s.Packets),
            Bytes = new(c.Bytes, s.Bytes),
            PayloadBytes = new(c.Payload, s.Payload),
            Handshake = handshake.Times(),
            Retransmissions = new(c.Retransmissions, s.Retransmissions),
            FastRetransmissions = new(c.Fast, s.Fast),
            SpuriousRetransmissions = new(c.Spurious, s.Spurious),
            OutOfOrder = new(c.OutOfOrder, s.OutOfOrder),
            LostSegments = new(c.Lost, s.Lost),
            DuplicateAcks = new(c.DuplicateAcks, s.DuplicateAcks),
            ZeroWindows = new(c.ZeroWindows, s.ZeroWindows),
            WindowFulls = new(c.WindowFulls, s.WindowFulls),
            KeepAlives = new(c.KeepAlives, s.KeepAlives),
            Resets = new(c.Resets, s.Resets),
            Rtt = new(c.Rtt.Summarize(), s.Rtt.Summarize()),
            End = reset ? FlowEnd.Reset : fin ? FlowEnd.Fin : FlowEnd.Open,
            Requests = payload.Requests?.Summarize() ?? [],
            Exchanges = Exchanges(),
            FromStart = handshake.Seen,
            Forgotten = bursts.Forgotten + (payload.Requests?.Forgotten ?? 0),
            Tls = payload.Tls?.Summarize(analysis.RoundTrips.Least),
            Network = analysis,
        };
    }

    private Exchange[] Exchanges()
    {
        if (bursts.Count == 0) return [];
        var list = new Exchange[bursts.Count];
        for (int i = 0; i < list.Length; i++)
        {
            Burst burst = bursts[i];
            if (i == 0 && bursts.Forgotten == 0) payload.Tls?.Tickets.Correct(ref burst, wasAnswered: bursts.Total > 1);
            list[i] = burst.ToExchange();
        }
        return list;
    }
}
