namespace LoadProbe.Capture;

/// <summary>The handshake of one QUIC connection while it is being seen. Times are nanoseconds, 0 when not seen.</summary>
internal sealed class QuicHandshake(FlowKey key, int client, long started)
{
    private byte[] connection = [], serverConnection = [];
    private QuicHello? hello = new();
    private string? serverName;
    private string[] offered = [];
    private long asked, answered;
    private bool retry, repeated;

    public int Client => client;

    /// <summary>An Initial of the client belongs to this connection and is sealed with the keys of its own destination.</summary>
    public bool Expects(ReadOnlySpan<byte> destination) => AwaitsSecond || destination.SequenceEqual(connection);

    /// <summary>The client has taken up the id the server chose: what it says from here on is no hello.</summary>
    public bool IsSettled(ReadOnlySpan<byte> destination) => answered != 0 && destination.SequenceEqual(serverConnection);

    private bool AwaitsSecond => retry && asked == 0 && answered == 0;

    public void FromClient(ReadOnlySpan<byte> destination, long time)
    {
        if (asked != 0) return;
        asked = time;
        connection = destination.ToArray();
    }

    public void Frames(ReadOnlySpan<byte> frames)
    {
        if (hello is null)
        {
            // All of the hello was there, so whatever comes before an answer is a repetition.
            repeated |= answered == 0;
            return;
        }
        repeated |= !hello.Read(frames) && answered == 0;
        if (!hello.TryBody(out ReadOnlySpan<byte> body)) return;
        serverName = TlsHello.ServerName(body);
        offered = TlsHello.OfferedProtocols(body);
        hello = null;
    }

    public void FromServer(byte type, ReadOnlySpan<byte> source, long time)
    {
        if (answered != 0) return;
        if (type == QuicPacket.Retry)
        {
            if (retry) return;
            retry = true;
            repeated = false;
            asked = 0;
            hello = new QuicHello();
        }
        else if (type is QuicPacket.Initial or QuicPacket.Handshake)
        {
            answered = time;
            serverConnection = source.ToArray();
        }
    }

    public QuicConnection Summarize() => new()
    {
        Client = key.End(client),
        Server = key.End(1 - client),
        Started = Nanoseconds.Instant(started),
        Version = "QUIC v1",
        ServerName = serverName,
        OfferedProtocols = offered,
        HandshakeRtt = asked != 0 && answered >= asked ? Nanoseconds.Span(answered - asked) : null,
        Ambiguous = repeated,
        Retry = retry,
    };
}
