namespace LoadProbe.Controller;

/// <summary>A roll-up as a store keeps it.</summary>
internal sealed record RollUpRow(string Probe, string Agent, string Target, long Start, long Count, long Failed, long Invalid, byte[] Duration, string Outcomes)
{
    public RollUp Read() => new(Probe, Agent, Target, Micros.Instant(Start), Count, Failed, Invalid, Histogram, StoredJson.ReadCounts(Outcomes));

    private PackedHistogram Histogram => PackedHistogram.Read(Duration) ?? throw new InvalidDataException($"the roll-up of {Probe} on {Agent} at {Micros.Instant(Start):O} is damaged");

    /// <summary>Of the results of a minute.</summary>
    public static IEnumerable<RollUpRow> Of(long start, IEnumerable<Measured> results) => results.GroupBy(r => (r.Probe, r.Agent, r.Target)).Select(same =>
    {
        var duration = new LatencyHistogram();
        foreach (Measured result in same) duration.Record(Micros.Duration(result.Duration));
        return new RollUpRow(
            same.Key.Probe, same.Key.Agent, same.Key.Target, start, same.LongCount(), same.LongCount(r => r.Verdict == "fail"), same.LongCount(r => r.Verdict == "invalid"),
            HistogramBytes.Write(duration), Counted(same.Select(r => KeyValuePair.Create(r.Outcome, 1L))));
    });

    /// <summary>Of the minutes of an hour.</summary>
    public static IEnumerable<RollUpRow> Of(long start, IEnumerable<RollUpRow> minutes) => minutes.GroupBy(m => (m.Probe, m.Agent, m.Target)).Select(same => new RollUpRow(
        same.Key.Probe, same.Key.Agent, same.Key.Target, start, same.Sum(m => m.Count), same.Sum(m => m.Failed), same.Sum(m => m.Invalid),
        same.Aggregate(PackedHistogram.Empty, (all, m) => all.Add(m.Histogram)).Bytes.ToArray(), Counted(same.SelectMany(m => StoredJson.ReadCounts(m.Outcomes)))));

    private static string Counted(IEnumerable<KeyValuePair<string, long>> outcomes) =>
        StoredJson.Write(new SortedDictionary<string, long>(outcomes.GroupBy(o => o.Key, o => o.Value).ToDictionary(o => o.Key, o => o.Sum()), StringComparer.Ordinal));

    /// <summary>What a roll-up needs of a result.</summary>
    internal sealed record Measured(string Probe, string Agent, string Target, string Verdict, string Outcome, long Duration);
}
