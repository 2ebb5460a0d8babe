namespace LoadProbe.Probing;

/// <summary>
/// The times of one request on the connection it got. A customer has one request at a time, so the streams below the
/// HTTP handler know whose bytes they carry; the clock is set anew for each (exact for HTTP/1.x, where a connection
/// has one request at a time).
/// </summary>
internal sealed class RequestClock(TimeProvider time)
{
    // Odd while a request is under way: whoever looks from another thread sees that it looked at one request alone.
    private int _turn;

    private bool _isWriting;
    private bool _shared;

    private bool IsRunning => (_turn & 1) == 1;

    public long Started { get; private set; }

    /// <summary>The connection that is being made because of this request, if any.</summary>
    public ConnectionMeter? Made { get; private set; }

    /// <summary>The connection the request was written to.</summary>
    public ConnectionMeter? Used { get; private set; }

    public long FirstWrite { get; private set; }
    public long LastWrite { get; private set; }
    public long FirstRead { get; private set; }
    public long SentFrom { get; private set; }
    public long SentTo { get; private set; }
    public long ReceivedFrom { get; private set; }
    public long ReceivedTo { get; private set; }

    /// <summary>
    /// A request begins; <paramref name="shared"/> = over HTTP/2. What kept connections of the other kind say meanwhile, as
    /// those of HTTP/2 do unasked, is not of it.
    /// </summary>
    public void Start(long now, bool shared = false)
    {
        End();
        _shared = shared;
        (Started, Made, Used, _isWriting) = (now, null, null, false);
        FirstWrite = LastWrite = FirstRead = SentFrom = SentTo = ReceivedFrom = ReceivedTo = 0;
        Volatile.Write(ref _turn, _turn + 1);
    }

    /// <summary>The request is over: what its connection does from now on is not its time.</summary>
    public void End()
    {
        if (IsRunning) Interlocked.Increment(ref _turn);
    }

    public void Making(ConnectionMeter connection)
    {
        if (IsRunning) Made = connection;
    }

    public void Writing(ConnectionMeter connection)
    {
        if (!IsRunning || connection.IsShared != _shared) return;
        _isWriting = true;
        if (Used == connection) return;
        Used = connection;
        FirstWrite = time.GetTimestamp();
        SentFrom = connection.RawSent;
        ReceivedFrom = connection.RawReceived;
        ReceivedTo = connection.RawReceived;
    }

    public void Wrote(ConnectionMeter connection)
    {
        if (!IsRunning || Used != connection) return;
        _isWriting = false;
        LastWrite = time.GetTimestamp();
        SentTo = connection.RawSent;
    }

    public void Read(ConnectionMeter connection, long receivedFrom)
    {
        if (!IsRunning || Used != connection) return;
        if (FirstRead == 0)
        {
            FirstRead = time.GetTimestamp();
            ReceivedFrom = Math.Max(ReceivedFrom, receivedFrom);
        }

        ReceivedTo = connection.RawReceived;
    }

    /// <summary>What the request is at, and since when; null when there is none, or it is between two things. For any thread.</summary>
    public (DialStage Stage, Phase Phase, long Since)? At()
    {
        int turn = Volatile.Read(ref _turn);
        if ((turn & 1) == 0) return null;
        (DialStage stage, ConnectionMeter? made) = (Stage, Made);
        (Phase phase, long since) = stage switch
        {
            DialStage.Send => (Phase.Send, FirstWrite),
            DialStage.Wait => (Phase.Wait, LastWrite),
            DialStage.Receive => (Phase.Receive, FirstRead),
            DialStage.Tls => (Phase.Tls, made?.TlsStart ?? 0),
            _ when made is null || made.Ready != 0 => (Phase.Connect, 0),
            _ when made.ConnectStart != 0 => (Phase.Connect, made.ConnectStart),
            _ => (Phase.Dns, made.DnsStart),
        };
        Interlocked.MemoryBarrier();
        return since != 0 && turn == Volatile.Read(ref _turn) ? (stage, phase, since) : null;
    }

    public DialStage Stage => Used is null ? Made is { Ready: 0 } made ? made.Stage : DialStage.Connect
        : LastWrite == 0 || (_isWriting && FirstRead == 0) ? DialStage.Send
        : FirstRead == 0 ? DialStage.Wait
        : DialStage.Receive;

    /// <summary>A result with what its connection tells, for steps whose bytes go on after the request.</summary>
    public StepResult Onto(StepResult result, TcpInfo? tcp) => result with
    {
        Remote = (Used ?? Made)?.Remote,
        BytesSent = Used is null ? 0 : Used.RawSent - SentFrom,
        BytesReceived = Used is null ? 0 : Used.RawReceived - ReceivedFrom,
        Tls = (Used ?? Made)?.Tls,
        Tcp = tcp,
        Connection = Used is { Local: { } local, Remote: { } remote }
            ? new ConnectionUse(local, remote, SentFrom, Used.RawSent, ReceivedFrom, Used.RawReceived, result.Started, result.Started + result.Duration) : null,
    };

    /// <summary>Where the time went until <paramref name="end"/>; a kept connection has no connect phases.</summary>
    public Phases Phases(long end)
    {
        ConnectionMeter? made = Used ?? Made;
        Phases phases = made is not null && made.DnsStart >= Started ? made.Made(end) : default;
        if (Used is null) return phases;
        // Over HTTP/2 an answer may come before the write that asked for it has returned to us.
        long sent = LastWrite != 0 ? LastWrite : _shared && FirstRead != 0 ? FirstWrite : end;
        long answered = FirstRead == 0 ? end : Math.Max(FirstRead, sent);
        return phases with
        {
            Send = time.GetElapsedTime(FirstWrite, sent),
            Wait = LastWrite == 0 && !(_shared && FirstRead != 0) ? null : time.GetElapsedTime(sent, answered),
            Receive = FirstRead == 0 ? null : time.GetElapsedTime(answered, end),
        };
    }
}
