namespace LoadProbe.Capture;

/// <summary>What one request or exchange was spent on. The parts add up to the whole.</summary>
/// <param name="Flow">Its number.</param>
/// <param name="What">The request line without its version; or that it is an exchange.</param>
/// <param name="Status">Of HTTP; null without.</param>
/// <param name="Started">Its first byte.</param>
/// <param name="Network">One round trip of the path, the least of the flow; zero when none is known.</param>
/// <param name="Server">From the last byte asked to the first of the answer, without that round trip.</param>
/// <param name="Transfer">Sending the request and receiving the answer.</param>
/// <param name="Retransmission">Waiting for lost segments. It is taken out of the transfer, and what is more than that out of the server's time.</param>
internal sealed record AnswerTimes(long Flow, string What, int? Status, DateTimeOffset Started, TimeSpan Network, TimeSpan Server, TimeSpan Transfer, TimeSpan Retransmission)
{
    public TimeSpan Total => Network + Server + Transfer + Retransmission;

    /// <summary>Of all that were answered.</summary>
    public static IEnumerable<AnswerTimes> Of(FlowSummary flow)
    {
        foreach (FlowRequest request in flow.Requests)
        {
            if (request is not { Total: { } total, ServerResponse: { } response }) continue;
            yield return Split(flow, $"{request.Method} {request.Target}", request.Status, request.Started, total, response, request.RetransmitDelay);
        }
        if (flow.Requests.Count > 0) yield break;
        foreach (Exchange exchange in flow.Exchanges)
        {
            if (exchange is not { ResponseFirst: { } first, ResponseLast: { } last }) continue;
            string what = $"{exchange.ClientTo - exchange.ClientFrom} bytes → {exchange.ServerTo - exchange.ServerFrom} bytes";
            yield return Split(flow, what, null, exchange.RequestFirst, last - exchange.RequestFirst, first - exchange.RequestLast, exchange.RetransmitDelay);
        }
    }

    private static AnswerTimes Split(FlowSummary flow, string what, int? status, DateTimeOffset started, TimeSpan total, TimeSpan response, TimeSpan delay)
    {
        // A capture with a clock that went back may have any of them below zero.
        (total, delay) = (Max(total, TimeSpan.Zero), Max(delay, TimeSpan.Zero));
        response = Min(Max(response, TimeSpan.Zero), total);
        TimeSpan network = Min(flow.Network.RoundTrips.Least ?? TimeSpan.Zero, response), server = response - network, transfer = total - response;
        TimeSpan ofTransfer = Min(delay, transfer), ofServer = Min(delay - ofTransfer, server);
        return new AnswerTimes(flow.Number, Printable.Of(what), status, started, network, server - ofServer, transfer - ofTransfer, ofTransfer + ofServer);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
