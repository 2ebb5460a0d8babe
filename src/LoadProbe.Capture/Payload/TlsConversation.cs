namespace LoadProbe.Capture;

/// <summary>
/// Follows a TLS handshake from its record headers: when it began and ended, from which byte on the client sends application data, and which
/// records of the server came first after that, so that session tickets are not taken for an answer.
/// </summary>
internal sealed class TlsConversation : PayloadSink
{
    private readonly TlsRecords clientRecords, serverRecords;
    private long helloTime, clientFinished, serverFinished;
    private int version;
    private string? serverName;
    private bool helloRetry, clientFinishing;

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
        serverName = null;
        helloRetry = clientFinishing = false;
        ApplicationFrom = long.MaxValue;
        Tickets.Clear();
    }

    public override bool Wants(bool client) => !(client ? clientRecords : serverRecords).Finished;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time) => (client ? clientRecords : serverRecords).Bytes(offset, bytes, time);

    public override void Gap(bool client, long offset, long count, long time) => (client ? clientRecords : serverRecords).Gap(offset, count, time);

    /// <summary>Record boundaries are gone; of the client's side bursts are all there is from here on.</summary>
    public void Lost(bool client, long offset)
    {
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
        if (type == TlsRecords.ChangeCipherSpec) clientRecords.Protected = true;
        if (type != TlsRecords.ApplicationData)
        {
            if (TlsHello.Is13(version) && type == TlsRecords.ChangeCipherSpec && clientFinished == 0) clientFinished = time;
            return;
        }
        if (!TlsHello.Is13(version) || clientFinishing)
        {
            // Seen from the middle on, or the handshake is behind us.
            ApplicationFrom = offset;
            clientRecords.Finished = true;
            return;
        }
        // In TLS 1.3 the client's Finished looks like application data.
        clientFinishing = true;
        if (clientFinished == 0) clientFinished = time;
    }

    private void ServerRecord(byte type, int length, long offset, long time)
    {
        if (type == TlsRecords.ChangeCipherSpec) serverRecords.Protected = true;
        if (type == TlsRecords.ApplicationData && clientFinishing && !Tickets.Note(offset, length, time)) serverRecords.Finished = true;
        if (type == TlsRecords.ApplicationData && version != 0 && !TlsHello.Is13(version)) serverRecords.Finished = true;
    }

    public void RecordEnded(bool client, byte type, long time)
    {
        // Before TLS 1.3 the first protected handshake message is the Finished.
        if (type != TlsRecords.Handshake || TlsHello.Is13(version)) return;
        if (client && clientRecords.Protected && clientFinished == 0) clientFinished = time;
        if (!client && serverRecords.Protected && serverFinished == 0) serverFinished = time;
    }

    public void Message(bool client, byte type, ReadOnlySpan<byte> body, long time)
    {
        if (client && type == 1) serverName ??= TlsHello.ServerName(body);
        if (!client && type == 2)
        {
            if (TlsHello.IsRetry(body)) helloRetry = true;
            else if (version == 0) version = TlsHello.Version(body);
        }
        if (Trace is not null && TlsHello.Message(type) is { } word) Trace.Say($"TLS {word}{Detail(type, body)}");
    }

    private string Detail(byte type, ReadOnlySpan<byte> body) => type switch
    {
        1 when serverName is not null => $" for {serverName}",
        2 when TlsHello.IsRetry(body) => ", asks for another ClientHello",
        2 when TlsHello.Name(version) is { } name => $", {name}",
        _ => "",
    };

    public TlsHandshake Summarize()
    {
        long end = TlsHello.Is13(version) ? clientFinished : clientFinished != 0 && serverFinished != 0 ? Math.Max(clientFinished, serverFinished) : 0;
        return new TlsHandshake(TlsHello.Name(version), serverName, helloTime != 0 && end != 0 ? Nanoseconds.Span(end - helloTime) : null, helloRetry);
    }
}
