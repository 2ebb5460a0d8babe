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

    public override List<FlowRequest> Summarize() => Book.Summarize();
}
