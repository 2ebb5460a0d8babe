namespace LoadProbe.Capture;

/// <summary>Every segment of one direction that is not acknowledged yet, as Wireshark 4.0.17 keeps them to time acknowledgements: copies too.</summary>
internal sealed class UnackedSegments
{
    private const int Most = 10_000;
    private readonly List<Sent> segments = [];

    private record struct Sent(uint Start, uint End, long Time);

    public void Clear() => segments.Clear();

    public void Add(uint start, uint end, long time)
    {
        if (segments.Count < Most) segments.Add(new Sent(start, end, time));
    }

    /// <summary>Forgets what is acknowledged. True with the time, in nanoseconds, since the oldest copy of a segment of which exactly the end is.</summary>
    public bool TryAcknowledge(uint acknowledgement, long time, out long roundTrip)
    {
        roundTrip = 0;
        bool exact = false;
        int kept = 0;
        for (int i = 0; i < segments.Count; i++)
        {
            Sent sent = segments[i];
            if (sent.End == acknowledgement)
            {
                if (!exact) roundTrip = time - sent.Time;
                exact = true;
            }
            else if (Sequence.Before(sent.Start, acknowledgement) && !Sequence.After(acknowledgement, sent.End)) segments[kept++] = sent with { Start = acknowledgement };
            else if (Sequence.Before(acknowledgement, sent.End)) segments[kept++] = sent;
        }
        segments.RemoveRange(kept, segments.Count - kept);
        return exact;
    }
}
