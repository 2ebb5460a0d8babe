namespace LoadProbe.Capture;

/// <summary>
/// Finds in packets what the network did to each request of a browser's journey. Never guesses: where more than one connection or
/// exchange could be a request's, none is.
/// </summary>
public static class PageJoin
{
    /// <summary>The browser's clock and that of packets are the same one, read by others a little earlier or later.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(2);

    /// <summary>On HTTP/2 what came this much before the browser read the answer may be frames of the connection's own.</summary>
    private static readonly TimeSpan FrameLate = TimeSpan.FromMilliseconds(5);

    /// <param name="uses">All requests of the journey; null = one without a connection.</param>
    /// <param name="flows">The flows between the two ends of a use, or all of them when our own is not known.</param>
    /// <returns>Of each request, in their order.</returns>
    public static IReadOnlyList<PacketFigures> Find(IReadOnlyList<ElementUse?> uses, Func<ElementUse, IReadOnlyList<FlowSummary>> flows)
    {
        var found = new PacketFigures?[uses.Count];
        foreach (IGrouping<long, (int Index, ElementUse? Use)> connection in uses.Index().Where(u => u.Item is not null).GroupBy(u => u.Item!.Connection))
        {
            (int Index, ElementUse Use)[] its = [.. connection.Select(u => (u.Index, u.Use!)).OrderBy(u => u.Item2.Sent)];
            ElementUse first = its[0].Use;
            (FlowSummary? flow, string reason) = Flow(its.Select(u => u.Use), flows(first));
            JoinWay way = first.Local is null ? JoinWay.Timing : JoinWay.NetLog;
            ElementUse[] all = [.. its.Select(u => u.Use)];
            List<Exchange?> taken = [.. all.Select(u => flow is null ? null : Of(flow, u, all))];
            foreach ((int at, (int index, ElementUse use)) in its.Index())
            {
                if (flow is null) found[index] = PacketFigures.Absent(reason);
                else if (taken[at] is { } exchange) found[index] = (taken.Count(t => ReferenceEquals(t, exchange)) > 1 ? Unknown(flow, use, CaptureReason.Ambiguous) : PacketJoin.Figures(flow, [exchange]) with { Degraded = !flow.FromStart }) with { Joined = way };
                else found[index] = Unknown(flow, use, Alone(use, all) ? CaptureReason.Ambiguous : CaptureReason.Shared) with { Joined = way };
            }
        }

        return [.. found.Select(f => f ?? PacketFigures.Absent(CaptureReason.NoConnection))];
    }

    private static (FlowSummary? Flow, string Reason) Flow(IEnumerable<ElementUse> uses, IReadOnlyList<FlowSummary> flows)
    {
        ElementUse[] all = [.. uses];
        ElementUse first = all[0];
        IEnumerable<FlowSummary> fit = flows.Where(f => PacketJoin.Same(f.Server, first.Remote) && f.Started <= first.Headed);
        if (first.Local is { } local)
        {
            // The ports may have been used before.
            return (fit.LastOrDefault(f => PacketJoin.Same(f.Client, local) && f.Started + f.Duration >= first.Sent - Slack), CaptureReason.NotSeen);
        }

        if (Array.Find(all, u => u.Opened is not null)?.Opened is not { } opened) return (null, CaptureReason.Ambiguous);
        FlowSummary[] begun = [.. fit.Where(f => f.Started >= opened.From - Slack && f.Started <= opened.To + Slack)];
        return begun.Length == 1 ? (begun[0], "") : (null, begun.Length == 0 ? CaptureReason.NotSeen : CaptureReason.Ambiguous);
    }

    // The one exchange that can be the request's; null = none, or several.
    private static Exchange? Of(FlowSummary flow, ElementUse use, ElementUse[] all)
    {
        bool serial = IsSerial(use);
        if (!serial && !Alone(use, all)) return null;
        // One at a time: the n-th request of a connection is its n-th exchange, when both were counted from the first.
        if (serial && flow.Forgotten == 0 && flow.Exchanges.Count == all.Length && flow.Exchanges[Array.IndexOf(all, use)] is { } nth && InTime(nth)) return nth;
        Exchange[] fit = [.. flow.Exchanges.Where(InTime)];
        return fit.Length == 1 && (serial || HasAnEnd(fit[0])) ? fit[0] : null;

        // What the browser sends on HTTP/2 after a request may be frames of the connection's own, an answer to the server's settings for instance.
        bool HasAnEnd(Exchange e) => e.RequestLast - e.RequestFirst <= Slack
            && !flow.Exchanges.Any(before => before.RequestLast < e.RequestFirst && before.RequestLast >= use.Sent - Slack && before.ResponseFirst >= use.Sent);

        bool InTime(Exchange e) => e.RequestLast >= use.Sent - Slack && e.RequestLast <= use.Headed
            && e.ResponseFirst is { } answered && answered <= use.Answered + Slack && (serial || answered >= use.Answered - FrameLate);
    }

    // Of HTTP/2 the connection's figures hold all the same.
    private static PacketFigures Unknown(FlowSummary flow, ElementUse use, string reason) =>
        IsSerial(use) ? PacketFigures.Absent(CaptureReason.Ambiguous) : PacketJoin.Connection(flow) with { Reason = reason };

    private static bool IsSerial(ElementUse use) => use.Protocol.StartsWith("http/1", StringComparison.Ordinal);

    private static bool Alone(ElementUse use, ElementUse[] all) => all.All(u => ReferenceEquals(u, use) || u.Ended <= use.Sent || u.Sent >= use.Ended);
}
