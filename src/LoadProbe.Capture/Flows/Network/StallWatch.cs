namespace LoadProbe.Capture;

/// <summary>Sums the time a condition held. Times are nanoseconds.</summary>
internal struct StallWatch
{
    private long since, total;
    private bool held, over;

    public readonly bool Held => held;

    public readonly bool Any => held || total > 0;

    /// <summary>When what holds began.</summary>
    public readonly long Since => since;

    public void Begin(long time)
    {
        if (held || over) return;
        held = true;
        since = time;
    }

    public void End(long time)
    {
        if (!held) return;
        held = false;
        total += Math.Max(0, time - since);
    }

    /// <summary>The conversation is over: it ends and does not begin again.</summary>
    public void Finish(long time)
    {
        End(time);
        over = true;
    }

    public readonly TimeSpan Until(long time) => Nanoseconds.Span(total + (held ? Math.Max(0, time - since) : 0));
}
