namespace LoadProbe.Core;

/// <summary>
/// One agent's share of a plan: agent <paramref name="Index"/> of <paramref name="Count"/> runs the arrivals
/// Index, Index+Count, Index+2·Count …, so that the shares together are exactly the whole and no one has to deal them out.
/// </summary>
public readonly record struct Segment(int Index, int Count)
{
    public static Segment Whole => new(0, 1);

    /// <summary>How many of <paramref name="total"/> things fall to this share.</summary>
    public long Share(long total) => total <= Index ? 0 : ((total - 1 - Index) / Count) + 1;
}
