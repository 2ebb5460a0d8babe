namespace LoadProbe.Probing;

/// <summary>
/// The times of one request on the connection it got. It travels with the request's own flow, so that the streams
/// below the HTTP handler know whose bytes they carry (exact for HTTP/1.x, where a connection has one request at a time).
/// </summary>
internal sealed class RequestClock(TimeProvider time)
{
    private static readonly AsyncLocal<RequestClock?> Flow = new();

    public static RequestClock? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    public long Started { get; } = time.GetTimestamp();

    /// <summary>The connection that is being made because of this request, if any.</summary>
    public ConnectionMeter? Made { get; set; }

    /// <summary>The connection the request was written to.</summary>
    public ConnectionMeter? Used { get; private set; }

    public long FirstWrite { get; private set; }
    public long LastWrite { get; private set; }
    public long FirstRead { get; private set; }
    public long SentFrom { get; private set; }
    public long SentTo { get; private set; }
    public long ReceivedFrom { get; private set; }
    public long ReceivedTo { get; private set; }

    public void Begin(ConnectionMeter connection, long now)
    {
        Used = connection;
        FirstWrite = now;
        SentFrom = connection.RawSent;
        ReceivedFrom = connection.RawReceived;
        ReceivedTo = connection.RawReceived;
    }

    public void Wrote(long now, long sentTo)
    {
        LastWrite = now;
        SentTo = sentTo;
    }

    public void Read(long now, long receivedFrom, long receivedTo)
    {
        if (FirstRead == 0)
        {
            FirstRead = now;
            ReceivedFrom = Math.Max(ReceivedFrom, receivedFrom);
        }

        ReceivedTo = receivedTo;
    }

    public DialStage Stage => Used is null ? Made is { Ready: 0 } made ? made.Stage : DialStage.Connect
        : LastWrite == 0 ? DialStage.Send
        : FirstRead == 0 ? DialStage.Wait
        : DialStage.Receive;

    /// <summary>Where the time went until <paramref name="end"/>; a kept connection has no connect phases.</summary>
    public Phases Phases(long end)
    {
        ConnectionMeter? made = Used ?? Made;
        Phases phases = made is not null && made.DnsStart >= Started ? made.Made(end) : default;
        if (Used is null) return phases;
        long sent = LastWrite == 0 ? end : LastWrite;
        long answered = FirstRead == 0 ? end : Math.Max(FirstRead, sent);
        return phases with
        {
            Send = time.GetElapsedTime(FirstWrite, sent),
            Wait = LastWrite == 0 ? null : time.GetElapsedTime(sent, answered),
            Receive = FirstRead == 0 ? null : time.GetElapsedTime(answered, end),
        };
    }
}
