namespace LoadProbe.Core;

/// <summary>What became of arrivals. Due = sent + dropped, always.</summary>
/// <param name="Due">Came due by the plan.</param>
/// <param name="Sent">Were started.</param>
/// <param name="Dropped">Were not; <see cref="Drops"/> says why.</param>
/// <param name="Completed">Of those sent, ran to their end, well or badly.</param>
/// <param name="Failed">Of those completed, did not end well.</param>
/// <param name="Abandoned">Of those sent, were cut off by us at the end of the drain; neither completed nor failed.</param>
public readonly record struct ArrivalCounts(long Due, long Sent, long Dropped, long Completed, long Failed, long Abandoned)
{
    /// <summary>The dropped ones by reason; their total is <see cref="Dropped"/>.</summary>
    public DropCounts Drops { get; init; }

    public static ArrivalCounts operator +(ArrivalCounts a, ArrivalCounts b) => new(
        a.Due + b.Due, a.Sent + b.Sent, a.Dropped + b.Dropped, a.Completed + b.Completed, a.Failed + b.Failed, a.Abandoned + b.Abandoned)
    {
        Drops = a.Drops + b.Drops,
    };
}
