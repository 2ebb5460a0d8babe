namespace LoadProbe.Controller;

/// <summary>A probe's past in equal steps; those in which nothing was seen are missing.</summary>
/// <param name="Agents">Each of them over all of the time.</param>
internal sealed record ProbeHistory(HistoryQuestion Question, IReadOnlyList<(DateTimeOffset Start, HistorySum Sum)> Steps, HistorySum All, IReadOnlyList<(string Agent, HistorySum Sum)> Agents)
{
    // What began longer ago is rolled up: whoever leads does it each minute.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    public static async Task<ProbeHistory> ReadAsync(IStore store, HistoryQuestion question, DateTimeOffset now, CancellationToken token)
    {
        List<RollUp> rolled = [.. (await RolledAsync(store, question, now, token).ConfigureAwait(false)).Where(r => question.Agent is null || r.Agent == question.Agent)];
        // How it stands is said of all agents together.
        IReadOnlyList<StandingTime> stood = question.Agent is null ? await store.Standings.ListAsync(question.Probe, question.Width, question.From, question.To, token).ConfigureAwait(false) : [];
        ILookup<DateTimeOffset, RollUp> runs = rolled.ToLookup(r => question.StepOf(r.Start));
        ILookup<DateTimeOffset, StandingTime> times = stood.ToLookup(s => question.StepOf(s.Start));
        return new ProbeHistory(
            question,
            [.. runs.Select(r => r.Key).Union(times.Select(t => t.Key)).Order().Select(start => (start, HistorySum.Of(runs[start], times[start])))],
            HistorySum.Of(rolled, stood),
            [.. rolled.GroupBy(r => r.Agent).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (a.Key, HistorySum.Of(a, [])))]);
    }

    // From the coarse to the fine: an hour is rolled up when it is over, and so is a minute.
    private static async Task<IReadOnlyList<RollUp>> RolledAsync(IStore store, HistoryQuestion question, DateTimeOffset now, CancellationToken token)
    {
        DateTimeOffset fresh = Floor(now - Fresh, RollUpWidth.Minute), minutes = question.Width == RollUpWidth.Hour ? Floor(now - TimeSpan.FromHours(1), RollUpWidth.Hour) : question.From;
        var all = new List<RollUp>();
        DateTimeOffset at = question.From;
        foreach ((RollUpWidth width, DateTimeOffset until) in new[] { (RollUpWidth.Hour, minutes), (RollUpWidth.Minute, fresh) })
        {
            DateTimeOffset end = until < question.To ? until : question.To;
            if (at >= end) continue;
            all.AddRange(await store.RollUpsAsync(question.Probe, width, at, end, token).ConfigureAwait(false));
            at = end;
        }

        if (at < question.To && at <= now) all.AddRange((await store.MinutesAsync(question.Probe, at, token).ConfigureAwait(false)).Where(m => m.Start < question.To));
        return all;
    }

    private static DateTimeOffset Floor(DateTimeOffset instant, RollUpWidth width) => Micros.Instant(RollUps.Floor(Micros.Of(instant), width));
}
