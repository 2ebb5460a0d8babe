namespace LoadProbe.Capture;

/// <summary>Requests of one HTTP/2 connection in clear (RFC 9113): each stream the client opens is one. Keeps the latest of them.</summary>
internal sealed class Http2Streams : RequestSink
{
    private const int MostInFlight = 128;
    private readonly int capacity;
    private readonly Http2Frames requests, responses;

    // In the order of their numbers, which is that of their opening.
    private readonly List<Http2Stream> open = [];
    private readonly Queue<Http2Stream> done = [];
    private uint highest;
    private long forgotten;

    public Http2Streams(int capacity)
    {
        this.capacity = capacity;
        requests = new Http2Frames(this, client: true);
        responses = new Http2Frames(this, client: false);
    }

    public override string Protocol => "http/2";

    public override long Forgotten => forgotten;

    public override void Clear()
    {
        requests.Clear();
        responses.Clear();
        open.Clear();
        done.Clear();
        highest = 0;
        forgotten = RetransmitDelay = 0;
    }

    public override bool Wants(bool client) => true;

    public override void Bytes(bool client, long offset, ReadOnlySpan<byte> bytes, long time) => (client ? requests : responses).Bytes(bytes, time);

    public override void Gap(bool client, long offset, long count, long time) => (client ? requests : responses).Gap(count, time);

    /// <summary>The request that asked for HTTP/2 is its first stream.</summary>
    public void Upgraded(string? method, string? target, long first, long last)
    {
        Http2Stream stream = Open(1, first);
        stream.Ask(new HeaderFields { Method = method, Path = target }, first, last);
    }

    public void Headers(bool client, uint number, in HeaderFields fields, long began, long ended)
    {
        if (Find(number) is not { } stream)
        {
            // What the server promises nobody asked for, and of what is over nothing more is told.
            if (number % 2 == 0 || number <= highest) return;
            stream = Open(number, began);
        }
        if (client) stream.Ask(fields, began, ended);
        else stream.Answer(fields, began, ended);
    }

    public void Progress(bool client, uint number, long time) => Find(number)?.Progress(client, time);

    public void Ended(bool client, uint number, long time)
    {
        if (Find(number) is not { } stream) return;
        stream.Progress(client, time);
        if (!client) Close(stream);
    }

    /// <summary>One of the two gave the stream up.</summary>
    public void Reset(uint number, uint code, long time)
    {
        if (Find(number) is not { } stream) return;
        stream.Request.Error = Http2Error.Word(code);
        Close(stream);
    }

    /// <summary>Who says so has looked at no stream after the last it names.</summary>
    public void GoneAway(bool client, uint last, uint code, long time)
    {
        if (client) return;
        for (int i = open.Count - 1; i >= 0 && open[i].Number > last; i--)
        {
            open[i].Request.Error = code == 0 ? "goaway" : Http2Error.Word(code);
            Close(open[i]);
        }
    }

    /// <summary>All in order of their requests.</summary>
    public override List<FlowRequest> Summarize() =>
        [.. done.Concat(open).OrderBy(stream => stream.Number).Select(stream => stream.Request.Summarize(Protocol, RetransmitDelay))];

    private Http2Stream? Find(uint number)
    {
        for (int i = open.Count - 1; i >= 0 && open[i].Number >= number; i--)
            if (open[i].Number == number) return open[i];
        return null;
    }

    private Http2Stream Open(uint number, long began)
    {
        if (open.Count == MostInFlight)
        {
            open.RemoveAt(0);
            forgotten++;
        }
        highest = number;
        var stream = new Http2Stream(number, began, RetransmitDelay);
        open.Add(stream);
        return stream;
    }

    private void Close(Http2Stream stream)
    {
        open.Remove(stream);
        stream.Request.Done(RetransmitDelay);
        if (done.Count == capacity)
        {
            done.Dequeue();
            forgotten++;
        }
        done.Enqueue(stream);
    }
}
