namespace LoadProbe.Capture;

/// <summary>One stream while it is being seen: a request and its answer. Times are nanoseconds, 0 when not seen.</summary>
internal sealed class Http2Stream(uint number, long seen, long delayBefore)
{
    private string? method, target;
    private int? status, grpcStatus;
    private long requestFirst, requestLast, responseFirst, responseLast;

    public uint Number => number;

    /// <summary>Waited for lost segments on the connection before it began, and meanwhile.</summary>
    public long DelayBefore => delayBefore;
    public long Delay { get; set; }
    public string? Error { get; set; }

    public void Ask(in HeaderFields fields, long began, long ended)
    {
        // What follows the first block are trailers.
        if (requestFirst == 0) (requestFirst, method, target) = (began, fields.Method, fields.Path);
        requestLast = ended;
    }

    public void Answer(in HeaderFields fields, long began, long ended)
    {
        if (responseFirst == 0)
        {
            // Interim responses are no answer.
            if (fields.Status < 200) return;
            (responseFirst, status) = (began, fields.Status);
        }
        grpcStatus = fields.GrpcStatus ?? grpcStatus;
        responseLast = ended;
    }

    public void Progress(bool client, long time)
    {
        if (client && requestFirst != 0) requestLast = time;
        if (!client && responseFirst != 0) responseLast = time;
    }

    public FlowRequest Summarize(long delay)
    {
        bool asked = requestFirst != 0, answered = responseFirst != 0;
        return new FlowRequest
        {
            Protocol = "http/2",
            Method = method,
            Target = target,
            Status = status,
            GrpcStatus = grpcStatus,
            Error = Error,
            Started = Nanoseconds.Instant(seen),
            // An answer that came before the end of the request (a stream both ways) waited for nothing.
            ServerResponse = asked && answered ? Nanoseconds.Span(Math.Max(0, responseFirst - requestLast)) : null,
            Transfer = answered ? Nanoseconds.Span(responseLast - responseFirst) : null,
            Total = asked && answered ? Nanoseconds.Span(responseLast - requestFirst) : null,
            RetransmitDelay = Nanoseconds.Span(delay),
        };
    }
}
