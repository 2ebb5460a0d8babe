namespace LoadProbe.Capture;

/// <summary>All conversations of a capture in fixed room. One owner at a time; not for several threads.</summary>
internal sealed class FlowTable(FlowOptions options, IReadOnlyDictionary<long, FlowTrace>? traces = null, PacketFilter? filter = null)
{
    private readonly Dictionary<FlowKey, Flow> flows = [];
    private readonly Stack<Flow> free = [];
    private readonly FinishedFlows finished = new(options);
    private readonly DnsTable dns = new(options.DnsTransactions);
    private readonly QuicTable quic = new(options.QuicConnections);
    private readonly FragmentTable fragments = new();
    private readonly ReorderBudget budget = new();
    // By when each was last used as far as is known here: what was used since is put back with that time before it may give way.
    private readonly PriorityQueue<Flow, long> byUse = new();
    private Flow? current;
    private long started, latest;

    public long Packets { get; private set; }
    public long Bytes { get; private set; }
    public long Malformed => malformed + fragments.Malformed;
    private long malformed;
    public long Truncated { get; private set; }

    /// <summary>Conversations that gave way while they might have gone on.</summary>
    public long Evicted { get; private set; }

    /// <summary>Finished conversations, DNS transactions and QUIC connections beyond the bounds.</summary>
    public long Unlisted => finished.Forgotten + dns.Unlisted + quic.Unlisted;

    public void Add(in CapturedPacket packet)
    {
        Packets++;
        Bytes += packet.WireLength;
        latest = Math.Max(latest, packet.Time);
        Read(packet, packet.WireLength);
    }

    // A packet put together is counted by the frame that completed it, as Wireshark does.
    private void Read(in CapturedPacket packet, int wireLength)
    {
        Segment segment = default;
        switch (PacketParser.Parse(packet.Bytes, packet.WireLength, packet.LinkType, ref segment))
        {
            case ParseResult.Read when segment.Udp:
                dns.Add(segment, packet.Time);
                quic.Add(segment, packet.Time);
                break;
            case ParseResult.Read: Follow(segment, packet).Add(segment, wireLength, packet.Time); break;
            case ParseResult.Damaged:
                malformed++;
                Follow(segment, packet).Damaged(segment, wireLength, packet.Time);
                break;
            case ParseResult.Unreachable: if (flows.TryGetValue(segment.Key, out Flow? quoted)) quoted.Unreachable(segment); break;
            case ParseResult.FirstFragment or ParseResult.Fragment:
                if (fragments.TryComplete(packet, out CapturedPacket whole) && filter?.Takes(whole) != false) Read(whole, wireLength);
                break;
            case ParseResult.Malformed: malformed++; break;
            case ParseResult.Truncated: Truncated++; break;
        }
    }

    /// <summary>All conversations in order of their first packet; they go on being followed.</summary>
    public List<FlowSummary> Summarize()
    {
        List<(long Number, FlowSummary Flow)> all = [.. finished.All];
        foreach (Flow flow in flows.Values) all.Add((flow.Number, flow.Summarize(latest)));
        all.Sort((a, b) => a.Number.CompareTo(b.Number));
        return all.ConvertAll(entry => entry.Flow);
    }

    /// <summary>The conversations between two ends, the one under way last.</summary>
    public List<FlowSummary> Between(System.Net.IPEndPoint a, System.Net.IPEndPoint b)
    {
        FlowKey key = FlowKey.Of(a, b, out _);
        List<FlowSummary> found = [];
        foreach ((_, FlowSummary flow) in finished.All)
            if (FlowKey.Of(flow.Client, flow.Server, out _) == key) found.Add(flow);
        if (flows.TryGetValue(key, out Flow? current)) found.Add(current.Summarize(latest));
        return found;
    }

    public FragmentFigures Fragments() => fragments.Figures;

    public List<DnsTransaction> Dns() => dns.Summarize();

    public List<QuicConnection> Quic() => quic.Summarize();

    private Flow Follow(in Segment segment, in CapturedPacket packet)
    {
        // Packets come in trains of one conversation.
        Flow? flow = current is not null && current.Key.Equals(segment.Key) ? current : flows.GetValueOrDefault(segment.Key);
        if (flow is null)
        {
            if (flows.Count >= options.Capacity) Evict();
            flow = free.Count > 0 ? free.Pop() : new Flow(options, budget, dns);
            Begin(flow, segment, packet.Time);
            flows.Add(segment.Key, flow);
            byUse.Enqueue(flow, Packets);
        }
        else if (flow.IsOver(segment))
        {
            finished.Add(flow, latest);
            Begin(flow, segment, packet.Time);
        }
        flow.Used = Packets;
        return current = flow;
    }

    // Who looks at flows counts them from 1.
    private void Begin(Flow flow, in Segment segment, long time) => flow.Begin(segment, started++, time, traces?.GetValueOrDefault(started));

    private void Evict()
    {
        while (byUse.TryPeek(out Flow? used, out long since) && used.Used != since) byUse.EnqueueDequeue(used, used.Used);
        Flow flow = byUse.Dequeue();
        flows.Remove(flow.Key);
        finished.Add(flow, latest);
        free.Push(flow);
        if (current == flow) current = null;
        Evicted++;
    }
}
