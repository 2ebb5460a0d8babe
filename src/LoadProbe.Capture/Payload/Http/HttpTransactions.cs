namespace LoadProbe.Capture;

/// <summary>Pairs requests and final responses of one connection, first in first out (RFC 9112 §9.3.2).</summary>
internal sealed class HttpTransactions : QueuedRequests
{
    private readonly int capacity;
    private readonly HttpMessages requests, responses;
    private RequestEntry? asking;
    private Http2Streams? upgraded;
    private bool interim;

    public HttpTransactions(int capacity) : base("http/1.x", capacity)
    {
        this.capacity = capacity;
        requests = new HttpMessages(this, client: true);
        responses = new HttpMessages(this, client: false);
    }

    public override long Forgotten => base.Forgotten + (upgraded?.Forgotten ?? 0);

    /// <summary>The response that is being read offers HTTP/2 in clear.</summary>
    public bool OffersHttp2 { get; set; }

    public override void Clear()
    {
        base.Clear();
        requests.Clear();
        responses.Clear();
        asking = null;
        upgraded = null;
        interim = OffersHttp2 = false;
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

    public override void End(bool client, long time)
    {
        if (upgraded is null) (client ? requests : responses).Close(time);
    }

    /// <summary>From here on the connection speaks what a request had asked for.</summary>
    public void Switch()
    {
        requests.GoOpaque();
        responses.GoOpaque();
        if (!OffersHttp2 || Book.Latest is not { Status: 101 } asked) return;
        (upgraded = new Http2Streams(capacity)).Clear();
        upgraded.RetransmitDelay = RetransmitDelay;
        upgraded.Upgraded(asked.Method, asked.Target, asked.RequestFirst, asked.RequestLast);
    }

    public bool Began(bool client, ReadOnlySpan<byte> startLine, long begun, long time) =>
        client ? RequestBegan(startLine, begun, time) : ResponseBegan(startLine, begun, time);

    private bool RequestBegan(ReadOnlySpan<byte> startLine, long begun, long time)
    {
        if (!HttpText.TryRequestLine(startLine, out string method, out string target)) return false;
        asking = Book.Ask(begun, time);
        (asking.Method, asking.Target) = (method, target);
        Trace?.Say($"request {asking.Number}: {method} {target}");
        return true;
    }

    private bool ResponseBegan(ReadOnlySpan<byte> startLine, long begun, long time)
    {
        if (!HttpText.TryStatusLine(startLine, out int status)) return false;
        OffersHttp2 = false;
        interim = status < 200 && status != 101;
        if (interim)
        {
            Trace?.Say($"HTTP {status}, no answer yet");
            return true;
        }
        RequestEntry answer = Book.Answer(begun, time);
        answer.Status = status;
        if (Trace is not null) Say(answer, $"{status}");
        return true;
    }

    public BodyKind BodyOf(bool client)
    {
        if (client) return BodyKind.ByFields;
        if (interim || Book.Answering is not { } answering) return BodyKind.None;
        if (answering.Status == 101 || (answering.Method == "CONNECT" && answering.Status is >= 200 and < 300)) return BodyKind.OtherProtocol;
        return answering.Method == "HEAD" || answering.Status is 204 or 304 ? BodyKind.None : BodyKind.ByFields;
    }

    public void Progress(bool client, long time)
    {
        if (client && asking is not null) asking.RequestLast = time;
        if (!client && Book.Answering is { } answering) answering.ResponseLast = time;
    }

    public void Ended(bool client, long time)
    {
        if (client) asking = null;
        else Book.Ended();
    }

    /// <summary>All in order of their requests; those without an answer, or with part of one, at the end; what came after an upgrade last.</summary>
    public override List<FlowRequest> Summarize()
    {
        List<FlowRequest> list = base.Summarize();
        if (upgraded is null) return list;
        upgraded.RetransmitDelay = RetransmitDelay;
        list.AddRange(upgraded.Summarize());
        return list;
    }
}
