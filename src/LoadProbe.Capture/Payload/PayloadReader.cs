namespace LoadProbe.Capture;

/// <summary>Recognises what a conversation speaks from its first payload and has it read.</summary>
internal sealed class PayloadReader(FlowOptions options, ReorderBudget budget, DnsTable dns) : PayloadSink
{
    private readonly OrderedStream fromClient = new(client: true, budget), fromServer = new(client: false, budget);
    private HttpTransactions? http;
    private Http2Streams? http2;
    private PostgresConversation? postgres;
    private RedisConversation? redis;
    private TlsConversation? tls;
    private DnsStream? names;
    private bool asksNames;
    private PayloadSink? sink;
    private ShortStart start;

    /// <summary>Reads the requests; null where none are read.</summary>
    public RequestSink? Requests => sink as RequestSink;
    public TlsConversation? Tls => sink as TlsConversation;

    /// <summary>Who is told what the payload says; null for nearly every flow.</summary>
    public FlowTrace? Trace { get; set; }

    /// <summary>Offset from which client bytes ask for something.</summary>
    public long ApplicationFrom => Tls?.ApplicationFrom ?? 0;

    public string Protocol => sink switch { RequestSink requests => requests.Protocol, TlsConversation => "tls", _ => "tcp" };

    public void Clear()
    {
        fromClient.Clear();
        fromServer.Clear();
        http?.Clear();
        http2?.Clear();
        postgres?.Clear();
        redis?.Clear();
        tls?.Clear();
        sink = null;
        start = default;
        asksNames = false;
    }

    /// <summary>What was said until now was of an older connection.</summary>
    public void Restart()
    {
        bool asked = asksNames;
        Clear();
        if (asksNames = asked) names!.Clear();
    }

    /// <summary>On the port of DNS what is nothing else is DNS.</summary>
    public void ReadNames(in FlowKey key, int client)
    {
        asksNames = true;
        (names ??= new DnsStream(dns)).Begin(key, client);
    }

    public void Add(bool client, long offset, in Segment segment, bool fromStart, long time) =>
        (client ? fromClient : fromServer).Add(offset, segment, fromStart, time, this);

    public void Acknowledge(bool ofClient, long offset, long time) => (ofClient ? fromClient : fromServer).Acknowledge(offset, time, this);

    /// <summary>A FIN at an offset.</summary>
    public void Finish(bool client, long offset, long time) => (client ? fromClient : fromServer).End(offset, time, this);

    public override void End(bool client, long time) => sink?.End(client, time);

    public override bool Wants(bool client) => sink?.Wants(client) ?? true;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time)
    {
        if (sink is null && start.Length > 0) Begin(client, bytes);
        // A server of PostgreSQL that encrypts goes on as one of TLS.
        if (sink is null or PostgresConversation { Encrypts: true }) sink = Recognise(client, bytes) ?? sink ?? (asksNames ? names : null);
        if (sink is not null) sink.Bytes(client, offset, bytes, time);
        else if (start.Length == 0 && (bytes.Length < 4 || HttpText.MayStart(client, bytes))) start = new ShortStart(client, offset, bytes, time);
    }

    // The first segment had too little of a message to tell what it is of.
    private void Begin(bool client, ReadOnlySpan<byte> next)
    {
        if (client == start.Client)
        {
            Span<byte> joined = stackalloc byte[ShortStart.Most * 2];
            sink = Recognise(client, start.Join(joined, next));
            sink?.Bytes(client, start.Offset, joined[..start.Length], start.Time);
            if (sink is null && start.TryAdd(next) && (start.Length < 4 || HttpText.MayStart(client, start.Bytes))) return;
        }
        start = default;
    }

    public override void Gap(bool client, long offset, long count, long time)
    {
        start = default;
        sink?.Gap(client, offset, count, time);
    }

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
        if (!options.ReadRequests || Asking(client, payload) is not { } asking) return null;
        asking.Trace = Trace;
        return asking;
    }

    private RequestSink? Asking(bool client, ReadOnlySpan<byte> payload)
    {
        if (client && payload.StartsWith(Http2Frames.Preface[..4]))
        {
            if (http2 is null) (http2 = new Http2Streams(options.ExchangesPerFlow)).Clear();
            return http2;
        }
        if (client ? HttpText.StartsRequest(payload) : HttpText.StartsResponse(payload)) return http ??= new HttpTransactions(options.ExchangesPerFlow);
        if (client && PostgresText.StartsConversation(payload))
        {
            if (postgres is null) (postgres = new PostgresConversation(options.ExchangesPerFlow)).Clear();
            return postgres;
        }
        return client && RedisMessages.StartsCommand(payload) ? redis ??= new RedisConversation(options.ExchangesPerFlow) : null;
    }
}
