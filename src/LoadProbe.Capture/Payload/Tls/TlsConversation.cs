namespace LoadProbe.Capture;

/// <summary>
/// Follows a TLS handshake from its record headers: when it began and ended, from which byte on the client sends application data, and which
/// records of the server came first after that, so that session tickets are not taken for an answer.
/// </summary>
internal sealed class TlsConversation : PayloadSink
{
    private const byte ClientHello = 1, ServerHello = 2, Certificate = 11, ServerHelloDone = 14;
    private readonly TlsRecords clientRecords, serverRecords;
    private long helloTime, clientFinished, serverFinished;
    private int version;
    private string? serverName, cipher, protocol;
    private string[] offered = [];
    private bool helloRetry, clientFinishing, serverSpoke, early, takesUp, wholeHandshake, serverTorn, lostSync;
    private TlsAlert? alert;
    private TlsTurns turns;

    public TlsConversation()
    {
        clientRecords = new TlsRecords(this, client: true);
        serverRecords = new TlsRecords(this, client: false);
    }

    /// <summary>Offset of the client's first byte of application data; <see cref="long.MaxValue"/> until it is known.</summary>
    public long ApplicationFrom { get; private set; }

    /// <summary>Who is told of handshake messages; null for nearly every flow.</summary>
    public FlowTrace? Trace { get; set; }

    /// <summary>Server records of TLS 1.3 that came after the client's Finished.</summary>
    public TicketWatch Tickets { get; } = new();

    public void Clear()
    {
        clientRecords.Clear();
        serverRecords.Clear();
        helloTime = clientFinished = serverFinished = 0;
        version = 0;
        serverName = cipher = protocol = null;
        offered = [];
        helloRetry = clientFinishing = serverSpoke = early = takesUp = wholeHandshake = serverTorn = lostSync = false;
        alert = null;
        turns = default;
        ApplicationFrom = long.MaxValue;
        Tickets.Clear();
    }

    public override bool Wants(bool client) => !(client ? clientRecords : serverRecords).Finished;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time)
    {
        if (!client) FromServer(time);
        (client ? clientRecords : serverRecords).Bytes(offset, bytes, time);
    }

    public override void Gap(bool client, long offset, long count, long time)
    {
        if (!client)
        {
            FromServer(time);
            // What was missed before the ChangeCipherSpec may have been a certificate.
            serverTorn |= !serverRecords.Protected;
        }
        (client ? clientRecords : serverRecords).Gap(offset, count, time);
    }

    private void FromServer(long time)
    {
        serverSpoke = true;
        turns.FromServer(time);
    }

    /// <summary>Record boundaries are gone; of the client's side bursts are all there is from here on.</summary>
    public void Lost(bool client, long offset)
    {
        lostSync = true;
        if (!client) return;
        clientRecords.Finished = true;
        if (ApplicationFrom == long.MaxValue) ApplicationFrom = offset;
    }

    public void RecordBegan(bool client, byte type, int length, long offset, long time)
    {
        if (client) ClientRecord(type, offset, time);
        else ServerRecord(type, length, offset, time);
    }

    private void ClientRecord(byte type, long offset, long time)
    {
        if (helloTime == 0 && type == TlsRecords.Handshake) helloTime = time;
        // After a retry it is TLS 1.3, where a ChangeCipherSpec means nothing.
        if (type == TlsRecords.ChangeCipherSpec && !helloRetry) clientRecords.Protected = true;
        if (version != 0 && type is TlsRecords.ChangeCipherSpec or TlsRecords.ApplicationData) turns.ClientTurn(time);
        if (type == TlsRecords.ApplicationData && helloTime != 0 && !serverSpoke)
        {
            // It asks already; the handshake goes on.
            early = true;
            ApplicationFrom = Math.Min(ApplicationFrom, offset);
            return;
        }
        if (type != TlsRecords.ApplicationData)
        {
            if (TlsHello.Is13(version) && type == TlsRecords.ChangeCipherSpec && clientFinished == 0) clientFinished = time;
            return;
        }
        if (!TlsHello.Is13(version) || clientFinishing)
        {
            // Seen from the middle on, or the handshake is behind us.
            ApplicationFrom = Math.Min(ApplicationFrom, offset);
            clientRecords.Finished = true;
            return;
        }
        // In TLS 1.3 the client's Finished looks like application data.
        clientFinishing = true;
        if (clientFinished == 0) clientFinished = time;
    }

    private void ServerRecord(byte type, int length, long offset, long time)
    {
        if (type == TlsRecords.ChangeCipherSpec && !helloRetry) serverRecords.Protected = true;
        if (type == TlsRecords.Handshake) turns.AnswerBegan(time);
        if (type == TlsRecords.ApplicationData && clientFinishing && !Tickets.Note(offset, length, time)) serverRecords.Finished = true;
        if (type == TlsRecords.ApplicationData && version != 0 && !TlsHello.Is13(version)) serverRecords.Finished = true;
    }

    public void RecordEnded(bool client, byte type, long time)
    {
        if (client && type == TlsRecords.Handshake && version == 0) turns.HelloEnded(time);
        // Before TLS 1.3 the first protected handshake message is the Finished.
        if (type != TlsRecords.Handshake || TlsHello.Is13(version)) return;
        if (client && clientRecords.Protected && clientFinished == 0) clientFinished = time;
        if (!client && serverRecords.Protected && serverFinished == 0) serverFinished = time;
    }

    public void Message(bool client, byte type, ReadOnlySpan<byte> body, long time)
    {
        if (client) ClientMessage(type, body);
        else ServerMessage(type, body);
        if (Trace is not null && TlsHello.Message(type) is { } word) Trace.Say($"TLS {word}{Detail(type, body)}");
    }

    private void ClientMessage(byte type, ReadOnlySpan<byte> body)
    {
        if (type != ClientHello || serverName is not null || offered.Length > 0) return;
        serverName = TlsHello.ServerName(body);
        offered = TlsHello.OfferedProtocols(body);
    }

    private void ServerMessage(byte type, ReadOnlySpan<byte> body)
    {
        wholeHandshake |= type is Certificate or ServerHelloDone;
        if (type != ServerHello || version != 0) return;
        if (TlsHello.IsRetry(body))
        {
            if (!helloRetry) turns.Retried();
            helloRetry = true;
            return;
        }
        version = TlsHello.Version(body);
        cipher = TlsHello.Cipher(body);
        if (TlsHello.Is13(version)) takesUp = TlsHello.TakesUpSession(body);
        else protocol = TlsHello.Protocol(body);
        turns.Answered();
    }

    private string Detail(byte type, ReadOnlySpan<byte> body) => type switch
    {
        1 when serverName is not null => $" for {serverName}",
        2 when TlsHello.IsRetry(body) => ", asks for another ClientHello",
        2 when TlsHello.Name(version) is { } name => $", {name}",
        _ => "",
    };

    public void Alerted(bool client, bool fatal, byte description) => alert ??= new TlsAlert(client, fatal, TlsAlertName.Of(description));

    /// <param name="roundTrip">The connection's least, if known.</param>
    public TlsHandshake Summarize(TimeSpan? roundTrip)
    {
        long end = TlsHello.Is13(version) ? clientFinished : clientFinished != 0 && serverFinished != 0 ? Math.Max(clientFinished, serverFinished) : 0;
        return new TlsHandshake(TlsHello.Name(version), serverName, helloTime != 0 && end != 0 ? Nanoseconds.Span(end - helloTime) : null, helloRetry)
        {
            Protocol = protocol,
            OfferedProtocols = offered,
            Cipher = cipher,
            Resumed = Resumed(),
            EarlyData = helloTime != 0 ? early : null,
            Alert = alert,
            ServerHello = turns.ServerHello,
            Network = helloTime != 0 && end != 0 ? roundTrip * RoundTrips() : null,
            Server = turns.Server(helloRetry, roundTrip),
            Client = turns.Client,
            LostSync = lostSync,
        };
    }

    private bool? Resumed()
    {
        if (version == 0) return null;
        if (TlsHello.Is13(version)) return takesUp;
        if (wholeHandshake) return false;
        // Who takes up a session goes on with the ChangeCipherSpec at once (RFC 5246 §7.3).
        return serverRecords.Protected && !serverTorn ? true : null;
    }

    private int? RoundTrips()
    {
        if (TlsHello.Is13(version)) return helloRetry ? 2 : 1;
        return Resumed() switch { true => 1, false => 2, null => null };
    }
}
