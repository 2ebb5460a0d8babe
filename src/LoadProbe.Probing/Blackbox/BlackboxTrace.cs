namespace LoadProbe.Probing;

/// <summary>When one request over a connection of its own came how far; timestamps, 0 = not so far.</summary>
internal sealed class BlackboxTrace(TimeProvider time)
{
    public bool IsSecure { get; init; }

    /// <summary>The lookup of its name; of the first request it is the target's.</summary>
    public TimeSpan Resolved { get; set; }

    /// <summary>The name was looked up, and there is no connection yet.</summary>
    public long Looked { get; private set; }

    public long Connected { get; private set; }

    public long TlsBegun { get; private set; }

    public long TlsDone { get; private set; }

    /// <summary>The connection can be written to.</summary>
    public long Ready { get; private set; }

    public long FirstByte { get; private set; }

    public long End { get; private set; }

    /// <summary>Over HTTP/2 the first bytes are not of the answer.</summary>
    public bool IsHttp2 { get; set; }

    public void LookedUp() => Looked = time.GetTimestamp();

    public void HasConnected() => Connected = time.GetTimestamp();

    public void BeginsTls() => TlsBegun = time.GetTimestamp();

    public void IsReady()
    {
        Ready = time.GetTimestamp();
        if (IsSecure) TlsDone = Ready;
    }

    public void Read()
    {
        if (FirstByte == 0 && Ready != 0 && !IsHttp2) FirstByte = time.GetTimestamp();
    }

    /// <summary>The head of the answer is there.</summary>
    public void Answered()
    {
        if (FirstByte == 0) FirstByte = time.GetTimestamp();
    }

    public void Ended() => End = time.GetTimestamp();

    public TimeSpan Between(long from, long to) => from == 0 || to == 0 ? TimeSpan.Zero : time.GetElapsedTime(from, to);
}
