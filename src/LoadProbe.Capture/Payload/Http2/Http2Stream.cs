namespace LoadProbe.Capture;

/// <summary>One stream while it is being seen: a request and its answer.</summary>
internal sealed class Http2Stream(uint number, long seen, long delayBefore)
{
    public uint Number => number;

    public RequestEntry Request { get; } = new(seen, delayBefore);

    public void Ask(in HeaderFields fields, long began, long ended)
    {
        // What follows the first block are trailers.
        if (!Request.IsAsked) (Request.RequestFirst, Request.Method, Request.Target) = (began, fields.Method, fields.Path);
        Request.RequestLast = ended;
    }

    public void Answer(in HeaderFields fields, long began, long ended)
    {
        if (!Request.IsAnswered)
        {
            // Interim responses are no answer.
            if (fields.Status < 200) return;
            (Request.ResponseFirst, Request.Status) = (began, fields.Status);
        }
        Request.GrpcStatus = fields.GrpcStatus ?? Request.GrpcStatus;
        Request.ResponseLast = ended;
    }

    public void Progress(bool client, long time)
    {
        if (client && Request.IsAsked) Request.RequestLast = time;
        if (!client && Request.IsAnswered) Request.ResponseLast = time;
    }
}
