namespace LoadProbe.Capture;

/// <summary>The requests of a conversation whose answers come in the order of the questions. Keeps the latest so many.</summary>
internal sealed class RequestBook(string protocol, int capacity)
{
    private const int MostWaiting = 1024;
    private readonly Queue<RequestEntry> waiting = [], done = [];
    private RequestEntry? answering;
    private long asked;

    public long Forgotten { get; private set; }

    /// <summary>Time waited for lost segments on this conversation until now; kept up to date by the flow.</summary>
    public long RetransmitDelay { get; set; }

    /// <summary>The one that was done last.</summary>
    public RequestEntry? Latest { get; private set; }

    /// <summary>The one whose answer has begun and not ended.</summary>
    public RequestEntry? Answering => answering;

    public void Clear()
    {
        waiting.Clear();
        done.Clear();
        answering = Latest = null;
        Forgotten = RetransmitDelay = asked = 0;
    }

    public RequestEntry Ask(long begun, long time)
    {
        var entry = new RequestEntry(begun, RetransmitDelay) { RequestFirst = begun, RequestLast = time, Number = ++asked };
        if (waiting.Count == MostWaiting) Keep(waiting.Dequeue());
        waiting.Enqueue(entry);
        return entry;
    }

    /// <summary>An answer begins: of the oldest question, or of one that was not seen.</summary>
    public RequestEntry Answer(long begun, long time)
    {
        if (!waiting.TryDequeue(out answering)) answering = new RequestEntry(begun, RetransmitDelay);
        (answering.ResponseFirst, answering.ResponseLast) = (begun, time);
        return answering;
    }

    public bool IsWaiting => waiting.Count > 0;

    public void Ended()
    {
        if (answering is null) return;
        Keep(answering);
        answering = null;
    }

    /// <summary>Answers were missed: those that wait stay without one, so that the next answer is not taken for theirs.</summary>
    public void Abandon()
    {
        Ended();
        while (waiting.TryDequeue(out RequestEntry? entry)) Keep(entry);
    }

    /// <summary>All in the order in which they were done; those without an answer, or with part of one, at the end.</summary>
    public List<FlowRequest> Summarize()
    {
        List<FlowRequest> list = new(done.Count + waiting.Count + 1);
        foreach (RequestEntry entry in done) list.Add(entry.Summarize(protocol, RetransmitDelay));
        if (answering is not null) list.Add(answering.Summarize(protocol, RetransmitDelay));
        foreach (RequestEntry entry in waiting) list.Add(entry.Summarize(protocol, RetransmitDelay));
        return list;
    }

    private void Keep(RequestEntry entry)
    {
        entry.Done(RetransmitDelay);
        if (done.Count == capacity)
        {
            done.Dequeue();
            Forgotten++;
        }
        done.Enqueue(entry);
        Latest = entry;
    }
}
