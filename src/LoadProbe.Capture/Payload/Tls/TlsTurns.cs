namespace LoadProbe.Capture;

/// <summary>When the sides of a TLS handshake took turns. Times are nanoseconds, 0 when not seen.</summary>
internal struct TlsTurns
{
    private long helloEnd, answerBegan, retried, answered, serverLast, clientTurn;

    /// <summary>A handshake record of the client ended before there was a ServerHello: it held the end of its hello.</summary>
    public void HelloEnded(long time) => helloEnd = time;

    /// <summary>A handshake record of the server began; the first one since the hello begins the answer.</summary>
    public void AnswerBegan(long time)
    {
        if (answerBegan == 0) answerBegan = time;
    }

    /// <summary>The answer asked for a second hello.</summary>
    public void Retried()
    {
        retried = Waited();
        helloEnd = answerBegan = 0;
    }

    /// <summary>The answer was a ServerHello.</summary>
    public void Answered() => answered = Waited();

    public void FromServer(long time)
    {
        if (clientTurn == 0) serverLast = time;
    }

    /// <summary>The client sent a ChangeCipherSpec or application data after the ServerHello.</summary>
    public void ClientTurn(long time)
    {
        if (clientTurn == 0) clientTurn = time;
    }

    public readonly TimeSpan? ServerHello => answered > 0 ? Nanoseconds.Span(answered) : null;

    public readonly TimeSpan? Client => clientTurn != 0 && serverLast != 0 && clientTurn >= serverLast ? Nanoseconds.Span(clientTurn - serverLast) : null;

    /// <summary>What the answers took beyond a round trip each.</summary>
    public readonly TimeSpan? Server(bool retry, TimeSpan? roundTrip)
    {
        if (roundTrip is not { } path || answered <= 0 || (retry && retried <= 0)) return null;
        TimeSpan own = Beyond(answered, path);
        return retry ? own + Beyond(retried, path) : own;
    }

    private static TimeSpan Beyond(long wait, TimeSpan path) => Nanoseconds.Span(wait) is var whole && whole > path ? whole - path : TimeSpan.Zero;

    private readonly long Waited() => helloEnd != 0 && answerBegan > helloEnd ? answerBegan - helloEnd : 0;
}
