namespace LoadProbe.Controller;

/// <summary>
/// The probes of a benchmark group over the same steps of time. They were dialled at the same moments from the same agents, so
/// a step is a pair: compared is only where runs of all of them passed and none failed, for whoever fails at once is not fast.
/// </summary>
/// <param name="Compared">How many steps were.</param>
internal sealed record BenchmarkComparison(string Name, HistoryQuestion Question, int Compared, IReadOnlyList<BenchmarkMember> Members)
{
    /// <param name="probes">Those of the group.</param>
    /// <param name="question">Asked of each of them.</param>
    public static async Task<BenchmarkComparison> ReadAsync(IStore store, string name, IReadOnlyList<Probe> probes, HistoryQuestion question, DateTimeOffset now, CancellationToken token)
    {
        var histories = new List<ProbeHistory>(probes.Count);
        foreach (Probe probe in probes) histories.Add(await ProbeHistory.ReadAsync(store, question with { Probe = probe.Name }, now, token).ConfigureAwait(false));
        return Of(name, question, probes, histories);
    }

    internal static BenchmarkComparison Of(string name, HistoryQuestion question, IReadOnlyList<Probe> probes, IReadOnlyList<ProbeHistory> histories)
    {
        Dictionary<DateTimeOffset, TimeSpan>[] medians = [.. histories.Select(Medians)];
        DateTimeOffset[] common = probes.Count < 2 ? [] : [.. medians[0].Keys.Where(step => medians.All(m => m.ContainsKey(step)))];
        Dictionary<DateTimeOffset, TimeSpan> lowest = common.ToDictionary(step => step, step => medians.Min(m => m[step]));
        return new BenchmarkComparison(name, question, common.Length, [.. probes.Select((probe, i) => new BenchmarkMember(
            probe, histories[i], common.Count(step => medians[i][step] == lowest[step]), Median([.. common.Select(step => medians[i][step] / lowest[step]).Order()])))]);
    }

    private static Dictionary<DateTimeOffset, TimeSpan> Medians(ProbeHistory history) =>
        history.Steps.Where(s => s.Sum is { Passed: > 0, Failed: 0 } && s.Sum.Duration.P50 > TimeSpan.Zero).ToDictionary(s => s.Start, s => s.Sum.Duration.P50);

    private static double? Median(double[] sorted) => sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
