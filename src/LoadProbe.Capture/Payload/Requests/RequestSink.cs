namespace LoadProbe.Capture;

/// <summary>Reads a conversation of questions and answers.</summary>
internal abstract class RequestSink(string protocol, int capacity) : PayloadSink
{
    /// <summary>What it is called in a report.</summary>
    public string Protocol => protocol;

    public RequestBook Book { get; } = new(protocol, capacity);

    public virtual void Clear() => Book.Clear();
}
