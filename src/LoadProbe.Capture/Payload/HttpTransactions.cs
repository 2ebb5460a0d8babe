namespace LoadProbe.Capture;

/// <summary>Pairs requests and final responses of one connection, first in first out (RFC 9112 §9.3.2).</summary>
internal sealed class HttpTransactions : RequestSink
{
    private readonly HttpMessages requests, responses;
    private RequestEntry? asking;
    private bool interim;

    public HttpTransactions(int capacity) : base("http/1.x", capacity)
    {
        requests = new HttpMessages(this, client: true);
        responses = new HttpMessages(this, client: false);
    }

    public override void Clear()
    {
        base.Clear();
        requests.Clear();
        responses.Clear();
        asking = null;
        interim = false;
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
        asking = Book.Ask(begun, time);
        (asking.Method, asking.Target) = (method, target);
        return true;
    }

    private bool ResponseBegan(ReadOnlySpan<byte> startLine, long begun, long time)
    {
        if (!HttpText.TryStatusLine(startLine, out int status)) return false;
        interim = status < 200 && status != 101;
        if (!interim) Book.Answer(begun, time).Status = status;
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
}
