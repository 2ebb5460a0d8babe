namespace LoadProbe.Capture;

/// <summary>Recognises what a conversation speaks from its first payload and has it read.</summary>
internal sealed class PayloadReader(FlowOptions options, ReorderBudget budget) : PayloadSink
{
    private readonly OrderedStream fromClient = new(client: true, budget), fromServer = new(client: false, budget);
    private HttpTransactions? http;
    private TlsConversation? tls;
    private PayloadSink? sink;

    public HttpTransactions? Http => sink as HttpTransactions;
    public TlsConversation? Tls => sink as TlsConversation;

    /// <summary>Who is told what the payload says; null for nearly every flow.</summary>
    public FlowTrace? Trace { get; set; }

    /// <summary>Offset from which client bytes ask for something.</summary>
    public long ApplicationFrom => Tls?.ApplicationFrom ?? 0;

    public string Protocol => sink switch { HttpTransactions => "http/1.x", TlsConversation => "tls", _ => "tcp" };

    public void Clear()
    {
        fromClient.Clear();
        fromServer.Clear();
        http?.Clear();
        tls?.Clear();
        sink = null;
    }

    public void Add(bool client, long offset, in Segment segment, bool fromStart, long time) =>
        (client ? fromClient : fromServer).Add(offset, segment, fromStart, time, this);

    public void Acknowledge(bool ofClient, long offset, long time) => (ofClient ? fromClient : fromServer).Acknowledge(offset, time, this);

    public override bool Wants(bool client) => sink?.Wants(client) ?? true;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time)
    {
        sink ??= Recognise(client, bytes);
        sink?.Bytes(client, offset, bytes, time);
    }

    public override void Gap(bool client, long offset, long count, long time) => sink?.Gap(client, offset, count, time);

    private PayloadSink? Recognise(bool client, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 4) return null;
        // A handshake record, or one of application data in a conversation seen from the middle on.
        if (payload[0] is TlsRecords.Handshake or TlsRecords.ApplicationData && payload[1] == 3 && payload[2] <= 4)
        {
            if (tls is null) (tls = new TlsConversation()).Clear();
            tls.Trace = Trace;
            return tls;
        }
        if (!options.ReadHttp || !(client ? HttpText.StartsRequest(payload) : HttpText.StartsResponse(payload))) return null;
        http ??= new HttpTransactions(options.ExchangesPerFlow);
        http.Trace = Trace;
        return http;
    }
}
