namespace LoadProbe.Capture;

/// <summary>When the kernel dropped packets, as far as its counter tells: between two looks at it.</summary>
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
            if (intervals.Count == Most) intervals.Dequeue();
            intervals.Enqueue((looked, now));
        }
        looked = now;
    }

    public bool Any(long from, long to) => intervals.Any(interval => interval.From <= to && interval.To >= from);
}
