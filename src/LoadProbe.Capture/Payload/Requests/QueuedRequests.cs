namespace LoadProbe.Capture;

/// <summary>Reads a conversation whose answers come in the order of the questions.</summary>
internal abstract class QueuedRequests(string protocol, int capacity) : RequestSink
{
    public override string Protocol => protocol;

    public override long RetransmitDelay
    {
        get => Book.RetransmitDelay;
        set => Book.RetransmitDelay = value;
    }

    public override long Forgotten => Book.Forgotten;

    protected RequestBook Book { get; } = new(protocol, capacity);

    public override void Clear() => Book.Clear();

    /// <summary>An answer has begun.</summary>
    protected void Say(RequestEntry answer, string what = "")
    {
        if (Trace is null) return;
        string status = what.Length == 0 ? "" : $"{what}, ";
        Trace.Say(answer.Number == 0 ? $"answer {what}".TrimEnd() : $"answer of request {answer.Number}: {status}server {Nanoseconds.Text(Math.Max(0, answer.ResponseFirst - answer.RequestLast))}");
    }

    public override List<FlowRequest> Summarize() => Book.Summarize();
}
