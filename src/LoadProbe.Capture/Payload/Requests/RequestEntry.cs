namespace LoadProbe.Capture;

/// <summary>One request of a conversation while it is being seen. Times are nanoseconds, 0 when not seen.</summary>
internal sealed class RequestEntry
{
    public string? Method, Target, Error;
    public int? Status;

    /// <summary>Of the conversation's, from 1 on; 0 when only the answer was seen.</summary>
    public long Number;
    public long RequestFirst, RequestLast, ResponseFirst, ResponseLast;

    /// <summary>What the conversation had waited for lost segments before it; and, once it is done, waited in it.</summary>
    public long DelayBefore, Delay;

    public FlowRequest Summarize(string protocol, long delay)
    {
        bool asked = RequestFirst != 0, answered = ResponseFirst != 0;
        return new FlowRequest
        {
            Protocol = protocol,
            Method = Method,
            Target = Target,
            Status = answered ? Status : null,
            Error = Error,
            Started = Nanoseconds.Instant(asked ? RequestFirst : ResponseFirst),
            // An answer that came before the end of the request (an early refusal) waited for nothing.
            ServerResponse = asked && answered ? Nanoseconds.Span(Math.Max(0, ResponseFirst - RequestLast)) : null,
            Transfer = answered ? Nanoseconds.Span(ResponseLast - ResponseFirst) : null,
            Total = asked && answered ? Nanoseconds.Span(ResponseLast - RequestFirst) : null,
            RetransmitDelay = Nanoseconds.Span(delay),
        };
    }
}
