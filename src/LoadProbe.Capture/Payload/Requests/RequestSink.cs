namespace LoadProbe.Capture;

/// <summary>Reads requests and their answers from the payload of a conversation.</summary>
internal abstract class RequestSink : PayloadSink
{
    /// <summary>As it stands in the flow's <c>application</c>.</summary>
    public abstract string Protocol { get; }

    /// <summary>Time waited for lost segments on this connection until now, in nanoseconds; kept up to date by the flow.</summary>
    public virtual long RetransmitDelay { get; set; }

    /// <summary>Requests older than those kept.</summary>
    public abstract long Forgotten { get; }

    /// <summary>Who is told what begins; null for nearly every flow.</summary>
    public FlowTrace? Trace { get; set; }

    public abstract void Clear();

    public abstract List<FlowRequest> Summarize();
}
