namespace LoadProbe.Capture;

/// <summary>An exchange while it is being seen. Times are nanoseconds, 0 when not seen.</summary>
internal struct Burst
{
    // What each packet changes is side by side.
    public Tally Client, Server;
    public long Delay, ReferenceRtt, ResponseFirst;
    public long ClientFrom, ClientTo, ServerFrom, ServerTo;
    public long RequestFirst, RequestLast, ResponseLast, Acknowledged, RequestDelay;

    /// <summary>What one side sent while the exchange went on.</summary>
    public struct Tally
    {
        public long Packets, Bytes, Retransmissions;
    }

    public readonly bool Answered => ResponseFirst != 0;

    /// <summary>Last byte of the request to the first of the answer.</summary>
    public readonly long Response => ResponseFirst - RequestLast;

    public readonly Exchange ToExchange() => new()
    {
        ClientFrom = ClientFrom,
        ClientTo = ClientTo,
        ServerFrom = ServerFrom,
        ServerTo = ServerTo,
        RequestFirst = Nanoseconds.Instant(RequestFirst),
        RequestLast = Nanoseconds.Instant(RequestLast),
        ResponseFirst = Nanoseconds.InstantOrNull(ResponseFirst),
        ResponseLast = Nanoseconds.InstantOrNull(ResponseLast),
        RequestAcknowledged = Nanoseconds.InstantOrNull(Acknowledged),
        ReferenceRtt = ReferenceRtt > 0 ? Nanoseconds.Span(ReferenceRtt) : null,
        RetransmitDelay = Nanoseconds.Span(Delay),
        RequestDelay = Nanoseconds.Span(RequestDelay),
        Retransmissions = new(Client.Retransmissions, Server.Retransmissions),
        Packets = new(Client.Packets, Server.Packets),
        Bytes = new(Client.Bytes, Server.Bytes),
    };
}
