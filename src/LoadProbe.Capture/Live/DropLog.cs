namespace LoadProbe.Capture;

/// <summary>When packets were, or may have been, lost to us: by the kernel's counter between two looks at it, and while the filter was changed.</summary>
internal sealed class DropLog
{
    private const int Most = 256;
    private readonly Queue<(long From, long To)> intervals = [];
    private uint last;
    private long looked;

    public long Total { get; private set; }

    /// <summary>The counter has 32 bits and wraps.</summary>
    public void Look(uint dropped, long now)
    {
        uint more = dropped - last;
        last = dropped;
        if (more > 0)
        {
            Total += more;
            Mark(now);
        }
        looked = now;
    }

    /// <summary>Since the last look some may have been lost that nobody counts.</summary>
    public void Mark(long now)
    {
        if (intervals.Count == Most) intervals.Dequeue();
        intervals.Enqueue((looked, now));
    }

    public bool Any(long from, long to) => intervals.Any(interval => interval.From <= to && interval.To >= from);
}
