namespace LoadProbe.Capture;

/// <summary>Pairs requests and final responses of one connection, first in first out (RFC 9112 §9.3.2). Keeps the latest of them.</summary>
internal sealed class HttpTransactions : PayloadSink
{
    private const int MostWaiting = 1024;
    private readonly int capacity;
    private readonly HttpMessages requests, responses;
    private readonly Queue<Transaction> waiting = [];
    private readonly Queue<Transaction> done = [];
    private Transaction? asking, answering;
    private bool interim;
    private long asked;

    private sealed class Transaction
    {
        public string? Method, Target;
        public int Status;
        public long Number;
        public long RequestFirst, RequestLast, ResponseFirst, ResponseLast, DelayBefore, Delay;
    }

    public HttpTransactions(int capacity)
    {
        this.capacity = capacity;
        requests = new HttpMessages(this, client: true);
        responses = new HttpMessages(this, client: false);
    }

    public long Forgotten { get; private set; }

    /// <summary>Who is told what begins; null for nearly every flow.</summary>
    public FlowTrace? Trace { get; set; }

    /// <summary>Time waited for lost segments on this connection until now, in nanoseconds; kept up to date by the flow.</summary>
    public long RetransmitDelay { get; set; }

    public void Clear()
    {
        requests.Clear();
        responses.Clear();
        waiting.Clear();
        done.Clear();
        asking = answering = null;
        interim = false;
        Forgotten = RetransmitDelay = asked = 0;
    }

    public override bool Wants(bool client) => !(client ? requests : responses).IsOpaque;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time) => (client ? requests : responses).Bytes(bytes, time);

    public override void Gap(bool client, long offset, long count, long time) => (client ? requests : responses).Gap(count, time);

    public void Switch()
    {
        requests.GoOpaque();
        responses.GoOpaque();
    }

    public bool Began(bool client, ReadOnlySpan<byte> startLine, long begun, long time) =>
        client ? RequestBegan(startLine, begun, time) : ResponseBegan(startLine, begun, time);

    private bool RequestBegan(ReadOnlySpan<byte> startLine, long begun, long time)
    {
        if (!HttpText.TryRequestLine(startLine, out string method, out string target)) return false;
        asking = new Transaction { Method = method, Target = target, RequestFirst = begun, RequestLast = time, DelayBefore = RetransmitDelay, Number = ++asked };
        Trace?.Say($"request {asked}: {method} {target}");
        if (waiting.Count == MostWaiting) Keep(waiting.Dequeue());
        waiting.Enqueue(asking);
        return true;
    }

    private bool ResponseBegan(ReadOnlySpan<byte> startLine, long begun, long time)
    {
        if (!HttpText.TryStatusLine(startLine, out int status)) return false;
        interim = status < 200 && status != 101;
        if (interim)
        {
            Trace?.Say($"HTTP {status}, no answer yet");
            return true;
        }
        answering = waiting.Count > 0 ? waiting.Dequeue() : new Transaction { DelayBefore = RetransmitDelay };
        answering.Status = status;
        answering.ResponseFirst = begun;
        Trace?.Say(answering.RequestFirst == 0 ? $"HTTP {status}" : $"answer of request {answering.Number}: {status}, server {Nanoseconds.Text(Math.Max(0, begun - answering.RequestLast))}");
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
    public List<FlowRequest> Summarize()
    {
        List<FlowRequest> list = new(done.Count + waiting.Count + 1);
        foreach (Transaction transaction in done) list.Add(Summarize(transaction, transaction.Delay));
        if (answering is not null) list.Add(Summarize(answering, RetransmitDelay - answering.DelayBefore));
        foreach (Transaction transaction in waiting) list.Add(Summarize(transaction, RetransmitDelay - transaction.DelayBefore));
        return list;
    }

    private void Keep(Transaction transaction)
    {
        transaction.Delay = RetransmitDelay - transaction.DelayBefore;
        if (done.Count == capacity)
        {
            done.Dequeue();
            Forgotten++;
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
