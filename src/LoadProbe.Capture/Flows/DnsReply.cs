namespace LoadProbe.Capture;

/// <summary>When a question was answered, in nanoseconds, and with which code; its default is no answer.</summary>
internal readonly record struct DnsReply(long Time, int Code)
{
    public bool Seen => Time != 0;

    public int? CodeOrNull => Seen ? Code : null;

    public TimeSpan? Since(long asked) => Seen ? Nanoseconds.Span(Time - asked) : null;
}
