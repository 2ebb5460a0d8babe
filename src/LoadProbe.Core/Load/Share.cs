namespace LoadProbe.Core;

/// <summary>Arrivals that an agent runs: those of a segment that are due from a time of the plan on.</summary>
public readonly record struct Share(Segment Segment, TimeSpan From)
{
    /// <summary>
    /// One of <paramref name="count"/> parts of it: every so many of its arrivals. The parts together are exactly the whole, as
    /// those of a plan are.
    /// </summary>
    public Share Part(int index, int count, TimeSpan from) => new(new Segment(Segment.Index + (index * Segment.Count), Segment.Count * count), from);
}
