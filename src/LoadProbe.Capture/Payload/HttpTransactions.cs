namespace LoadProbe.Capture;

/// <summary>Pairs requests and final responses of one connection, first in first out (RFC 9112 §9.3.2). Keeps the latest of them.</summary>
internal sealed class HttpTransactions : RequestSink
{
    private const int MostWaiting = 1024;
    private readonly int capacity;
    private readonly HttpMessages requests, responses;
    private readonly Queue<Transaction> waiting = [];
    private readonly Queue<Transaction> done = [];
    private Transaction? asking, answering;
    private Http2Streams? upgraded;
    private bool interim;

    private sealed class Transaction
    {
        public string? Method, Target;
        public int Status;
        public long RequestFirst, RequestLast, ResponseFirst, ResponseLast, DelayBefore, Delay;
    }

    public HttpTransactions(int capacity)
    {
        this.capacity = capacity;
        requests = new HttpMessages(this, client: true);
        responses = new HttpMessages(this, client: false);
    }

    public override string Protocol => "http/1.x";

    public override long Forgotten => forgotten + (upgraded?.Forgotten ?? 0);
    private long forgotten;

    /// <summary>The response that is being read offers HTTP/2 in clear.</summary>
    public bool OffersHttp2 { get; set; }

    public override void Clear()
    {
        requests.Clear();
        responses.Clear();
        waiting.Clear();
        done.Clear();
        asking = answering = null;
        upgraded = null;
        interim = OffersHttp2 = false;
        forgotten = RetransmitDelay = 0;
    }

    public override bool Wants(bool client) => upgraded is not null || !(client ? requests : responses).IsOpaque;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time)
    {
        if (upgraded is null) bytes = (client ? requests : responses).Bytes(bytes, time);
        if (upgraded is null || bytes.Length == 0) return;
        upgraded.RetransmitDelay = RetransmitDelay;
        upgraded.Bytes(client, offset, bytes, time);
    }

    public override void Gap(bool client, long offset, long count, long time)
    {
        if (upgraded is not null) upgraded.Gap(client, offset, count, time);
        else (client ? requests : responses).Gap(count, time);
    }

    /// <summary>From here on the connection speaks what a request had asked for.</summary>
    public void Switch()
    {
        requests.GoOpaque();
        responses.GoOpaque();
        if (!OffersHttp2 || done.LastOrDefault() is not { Status: 101 } asked) return;
        (upgraded = new Http2Streams(capacity)).Clear();
        upgraded.RetransmitDelay = RetransmitDelay;
        upgraded.Upgraded(asked.Method, asked.Target, asked.RequestFirst, asked.RequestLast);
    }

    public bool Began(bool client, ReadOnlySpan<byte> startLine, long begun, long time) =>
        client ? RequestBegan(startLine, begun, time) : ResponseBegan(startLine, begun, time);

    private bool RequestBegan(ReadOnlySpan<byte> startLine, long begun, long time)
    {
        if (!HttpText.TryRequestLine(startLine, out string method, out string target)) return false;
        asking = new Transaction { Method = method, Target = target, RequestFirst = begun, RequestLast = time, DelayBefore = RetransmitDelay };
        if (waiting.Count == MostWaiting) Keep(waiting.Dequeue());
        waiting.Enqueue(asking);
        return true;
    }

    private bool ResponseBegan(ReadOnlySpan<byte> startLine, long begun, long time)
    {
        if (!HttpText.TryStatusLine(startLine, out int status)) return false;
        OffersHttp2 = false;
        interim = status < 200 && status != 101;
        if (interim) return true;
        answering = waiting.Count > 0 ? waiting.Dequeue() : new Transaction { DelayBefore = RetransmitDelay };
        answering.Status = status;
        answering.ResponseFirst = begun;
        answering.ResponseLast = time;
        return true;
    }

    public BodyKind BodyOf(bool client)
    {
        if (client) return BodyKind.ByFields;
        if (interim || answering is null) return BodyKind.None;
        if (answering.Status == 101 || (answering.Method == "CONNECT" && answering.Status is >= 200 and < 300)) return BodyKind.OtherProtocol;
        return answering.Method == "HEAD" || answering.Status is 204 or 304 ? BodyKind.None : BodyKind.ByFields;
    }

    public void Progress(bool client, long time)
    {
        if (client && asking is not null) asking.RequestLast = time;
        if (!client && answering is not null) answering.ResponseLast = time;
    }

    public void Ended(bool client, long time)
    {
        if (client)
        {
            asking = null;
            return;
        }
        if (answering is null) return;
        Keep(answering);
        answering = null;
    }

    /// <summary>All in order of their requests; those without an answer, or with part of one, at the end.</summary>
    public override List<FlowRequest> Summarize()
    {
        List<FlowRequest> list = new(done.Count + waiting.Count + 1);
        foreach (Transaction transaction in done) list.Add(Summarize(transaction, transaction.Delay));
        if (answering is not null) list.Add(Summarize(answering, RetransmitDelay - answering.DelayBefore));
        foreach (Transaction transaction in waiting) list.Add(Summarize(transaction, RetransmitDelay - transaction.DelayBefore));
        if (upgraded is null) return list;
        upgraded.RetransmitDelay = RetransmitDelay;
        list.AddRange(upgraded.Summarize());
        return list;
    }

    private void Keep(Transaction transaction)
    {
        transaction.Delay = RetransmitDelay - transaction.DelayBefore;
        if (done.Count == capacity)
        {
            done.Dequeue();
            forgotten++;
        }
        done.Enqueue(transaction);
    }

    private static FlowRequest Summarize(Transaction transaction, long delay)
    {
        bool asked = transaction.RequestFirst != 0, answered = transaction.ResponseFirst != 0;
        return new FlowRequest
        {
            Protocol = "http/1.x",
            Method = transaction.Method,
            Target = transaction.Target,
            Status = answered ? transaction.Status : null,
            Started = Nanoseconds.Instant(asked ? transaction.RequestFirst : transaction.ResponseFirst),
            // An answer that came before the end of the request (an early refusal) waited for nothing.
            ServerResponse = asked && answered ? Nanoseconds.Span(Math.Max(0, transaction.ResponseFirst - transaction.RequestLast)) : null,
            Transfer = answered ? Nanoseconds.Span(transaction.ResponseLast - transaction.ResponseFirst) : null,
            Total = asked && answered ? Nanoseconds.Span(transaction.ResponseLast - transaction.RequestFirst) : null,
            RetransmitDelay = Nanoseconds.Span(delay),
        };
    }
}
