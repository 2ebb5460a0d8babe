namespace LoadProbe.Capture;

/// <summary>One request of a conversation while it is being seen. Times are nanoseconds, 0 when not seen.</summary>
/// <param name="begun">What was seen of it first: the request, or the answer alone.</param>
/// <param name="delayBefore">What the conversation had waited for lost segments before it.</param>
internal sealed class RequestEntry(long begun, long delayBefore)
{
    public string? Method, Target, Error;
    public int? Status, GrpcStatus;

    /// <summary>Of the conversation's, from 1 on; 0 when only the answer was seen.</summary>
    public long Number;
    public long RequestFirst, RequestLast, ResponseFirst, ResponseLast;

    private long? delay;

    public bool IsAsked => RequestFirst != 0;

    public bool IsAnswered => ResponseFirst != 0;

    /// <summary>It is done; what the conversation waits for later is not its.</summary>
    /// <param name="waited">By the conversation until now.</param>
    public void Done(long waited) => delay = waited - delayBefore;

    /// <param name="protocol">Of the conversation.</param>
    /// <param name="waited">By the conversation until now.</param>
    public FlowRequest Summarize(string protocol, long waited) => new()
    {
        Protocol = protocol,
        Method = Method,
        Target = Target,
        Status = IsAnswered ? Status : null,
        GrpcStatus = GrpcStatus,
        Error = Error,
        Started = Nanoseconds.Instant(begun),
        // An answer that came before the end of the request (an early refusal, a stream both ways) waited for nothing.
        ServerResponse = IsAsked && IsAnswered ? Nanoseconds.Span(Math.Max(0, ResponseFirst - RequestLast)) : null,
        Transfer = IsAnswered ? Nanoseconds.Span(ResponseLast - ResponseFirst) : null,
        Total = IsAsked && IsAnswered ? Nanoseconds.Span(ResponseLast - RequestFirst) : null,
        RetransmitDelay = Nanoseconds.Span(delay ?? waited - delayBefore),
    };
}
