using System.Net;

namespace LoadProbe.Capture;

/// <summary>Finds in packets what the network did to one request, by the stream offsets the request wrote to and read from.</summary>
public static class PacketJoin
{
    /// <summary>An acknowledgement this much later than a round trip was held back by the server (delayed ACK) and tells nothing.</summary>
    private static readonly TimeSpan AckHeld = TimeSpan.FromMilliseconds(5);

    /// <summary>The clocks of packets and of the application are the same one; this is for its steps, where nothing fits without it.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(1);

    /// <summary>Null when no packet of the request was seen.</summary>
    public static PacketFigures? Find(IReadOnlyList<FlowSummary> flows, ConnectionUse use)
    {
        TimeSpan slack = flows.Any(flow => On(flow, use, TimeSpan.Zero)) ? TimeSpan.Zero : ClockSlack;
        // The same ports may have served an earlier connection: the latest that was open at the time is meant.
        for (int i = flows.Count - 1; i >= 0; i--)
        {
            FlowSummary flow = flows[i];
            if (!On(flow, use, slack)) continue;
            List<Exchange> of = Of(flow, use, slack);
            if (of.Count > 0) return Figures(flow, use, of);
            // A dial that asked nothing (connect, or a TLS handshake) had the connection to itself.
            if (use.SentFrom == 0 && flow.Exchanges.Count == 0) return Connection(flow);
        }
        return null;
    }

    private static bool On(FlowSummary flow, ConnectionUse use, TimeSpan slack) =>
        Same(flow.Client, use.Local) && Same(flow.Server, use.Remote) && flow.Started <= use.Ended + slack && flow.Started + flow.Duration >= use.Started - slack;

    /// <summary>The figures of all of a connection.</summary>
    internal static PacketFigures Connection(FlowSummary flow) => new()
    {
        Tier = PacketTier.Packets,
        NetworkRtt = flow.Handshake.Ambiguous ? null : flow.Handshake.NetworkRtt,
        Retransmissions = flow.Retransmissions,
        Packets = flow.Packets,
        Bytes = flow.Bytes,
        Degraded = !flow.FromStart,
    };

    private static List<Exchange> Of(FlowSummary flow, ConnectionUse use, TimeSpan slack)
    {
        List<Exchange> found = [];
        foreach (Exchange exchange in flow.Exchanges)
        {
            // Without the SYN offsets have no common zero; the request's own time is the next best.
            // With it the time still has to fit: of a connection whose SYN was missed the older one on the ports is all that is known.
            bool its = flow.FromStart
                ? exchange.ClientFrom < use.SentTo && exchange.ClientTo > use.SentFrom && exchange.RequestFirst <= use.Ended + slack && (exchange.ResponseLast ?? exchange.RequestLast) >= use.Started - slack
                : exchange.RequestFirst >= use.Started && exchange.RequestFirst <= use.Ended;
            if (its) found.Add(exchange);
        }
        return found;
    }

    private static PacketFigures Figures(FlowSummary flow, ConnectionUse use, List<Exchange> exchanges)
    {
        // What the first request wrote may be counted with the handshake before it, which is no exchange.
        bool begins = exchanges[0].ClientFrom <= use.SentFrom || (flow.Forgotten == 0 && exchanges[0] == flow.Exchanges[0]);
        return Figures(flow, exchanges) with { Degraded = !(flow.FromStart && begins && exchanges[^1].ClientTo == use.SentTo) };
    }

    /// <summary>The figures of a request that was these exchanges, and no other.</summary>
    internal static PacketFigures Figures(FlowSummary flow, IReadOnlyList<Exchange> exchanges)
    {
        Exchange first = exchanges[0], last = exchanges[^1];
        TimeSpan? rtt = last.ReferenceRtt ?? (flow.Handshake.Ambiguous ? null : flow.Handshake.NetworkRtt);
        TimeSpan? response = last.ResponseFirst - last.RequestLast;
        (TimeSpan? server, ResponseEstimator? estimator) = ServerTime(last, response, rtt);
        return new PacketFigures
        {
            Tier = PacketTier.Packets,
            NetworkRtt = rtt,
            ServerResponse = server,
            Estimator = estimator,
            ApplicationResponse = response,
            Send = last.RequestLast - first.RequestFirst,
            Transfer = last.ResponseLast - last.ResponseFirst,
            Retransmissions = Sum(exchanges, exchange => exchange.Retransmissions),
            RetransmitDelay = exchanges.Aggregate(TimeSpan.Zero, (sum, exchange) => sum + exchange.RetransmitDelay),
            Packets = Sum(exchanges, exchange => exchange.Packets),
            Bytes = Sum(exchanges, exchange => exchange.Bytes),
        };
    }

    private static (TimeSpan?, ResponseEstimator?) ServerTime(Exchange exchange, TimeSpan? response, TimeSpan? rtt)
    {
        if (response is not { } raw) return (null, null);
        if (exchange.RequestAcknowledged - exchange.RequestLast is { } acknowledged && acknowledged - exchange.RequestDelay - (rtt ?? TimeSpan.Zero) <= AckHeld)
            return (raw - acknowledged, ResponseEstimator.AckSplit);
        if (rtt is not { } path) return (null, null);
        // The server could not begin before the copy that arrived was sent.
        TimeSpan away = path + exchange.RequestDelay;
        return (raw > away ? raw - away : TimeSpan.Zero, ResponseEstimator.RttSubtract);
    }

    private static Sides<long> Sum(IReadOnlyList<Exchange> exchanges, Func<Exchange, Sides<long>> of) =>
        new(exchanges.Sum(exchange => of(exchange).Client), exchanges.Sum(exchange => of(exchange).Server));

    internal static bool Same(IPEndPoint packets, IPEndPoint application) =>
        packets.Port == application.Port && packets.Address.Equals(CaptureFilter.Plain(application.Address));
}
