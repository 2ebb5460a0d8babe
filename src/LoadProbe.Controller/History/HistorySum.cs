namespace LoadProbe.Controller;

/// <summary>What came of the runs of some time, and how the probe stood in it.</summary>
/// <param name="Duration">Of all runs, failed ones too.</param>
/// <param name="Outcomes">How many ended how, by the outcome's word.</param>
internal sealed record HistorySum(long Passed, long Failed, long Invalid, PackedHistogram Duration, IReadOnlyDictionary<string, long> Outcomes, TimeSpan Known, TimeSpan Down, TimeSpan Degraded, TimeSpan Maintenance)
{
    public long Count => Passed + Failed + Invalid;

    /// <summary>By run, and by the time in which enough agents agreed.</summary>
    public Availability Availability => new(Known, Down, Passed, Failed, Invalid, InMaintenance: 0);

    public static HistorySum Of(IEnumerable<RollUp> rolled, IEnumerable<StandingTime> stood)
    {
        var duration = new LatencyHistogram();
        var outcomes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        (long count, long failed, long invalid) = (0, 0, 0);
        foreach (RollUp r in rolled)
        {
            (count, failed, invalid) = (count + r.Count, failed + r.Failed, invalid + r.Invalid);
            duration.Add(r.Duration);
            foreach ((string outcome, long times) in r.Outcomes) outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + times;
        }

        (TimeSpan known, TimeSpan down, TimeSpan degraded, TimeSpan maintenance) = (default, default, default, default);
        foreach (StandingTime s in stood) (known, down, degraded, maintenance) = (known + s.Known, down + s.Down, degraded + s.Degraded, maintenance + s.Maintenance);
        return new HistorySum(count - failed - invalid, failed, invalid, PackedHistogram.Of(duration), outcomes, known, down, degraded, maintenance);
    }
}
