namespace LoadProbe.Controller;

/// <summary>How far the schedules of scenarios are settled: whoever leads next goes on from there, and does nothing twice.</summary>
public sealed class ScheduleTable
{
    private const string Lost = "the controller was gone before it said what became of it";

    private readonly Statements _statements;

    internal ScheduleTable(Statements statements) => _statements = statements;

    public async Task<IReadOnlyList<ScheduleRow>> ReadAsync(CancellationToken token)
    {
        IReadOnlyList<(string Scenario, string Words, long Settled, long? Due, string? Outcome, string? Detail)> rows =
            await _statements.ListAsync<(string, string, long, long?, string?, string?)>("SELECT scenario, words, settled, due, outcome, detail FROM schedule ORDER BY scenario", new { }, token).ConfigureAwait(false);
        return [.. rows.Select(r => new ScheduleRow(r.Scenario, r.Words, Micros.Instant(r.Settled), r.Due is { } due ? new LastDue(Micros.Instant(due), Enum.Parse<DueOutcome>(r.Outcome!, ignoreCase: true), r.Detail!) : null))];
    }

    /// <summary>Has these schedules and no others. One that is new, or another than before, begins now.</summary>
    /// <param name="schedules">In words, by scenario.</param>
    public async Task<IReadOnlyList<ScheduleRow>> KeepAsync(IReadOnlyDictionary<string, string> schedules, DateTimeOffset now, CancellationToken token)
    {
        IReadOnlyList<ScheduleRow> before = await ReadAsync(token).ConfigureAwait(false);
        ScheduleRow[] gone = [.. before.Where(r => !schedules.ContainsKey(r.Scenario))];
        KeyValuePair<string, string>[] fresh = [.. schedules.Where(s => before.All(r => (r.Scenario, r.Words) != (s.Key, s.Value)))];
        foreach (ScheduleRow row in gone) await _statements.ExecuteAsync("DELETE FROM schedule WHERE scenario = @Scenario", new { row.Scenario }, token).ConfigureAwait(false);
        foreach ((string scenario, string words) in fresh)
        {
            await _statements.ExecuteAsync(
                "INSERT INTO schedule (scenario, words, settled) VALUES (@scenario, @words, @settled) ON CONFLICT (scenario) DO UPDATE SET words = excluded.words, settled = excluded.settled",
                new { scenario, words, settled = Micros.Of(now) }, token).ConfigureAwait(false);
        }

        return gone.Length + fresh.Length == 0 ? before : await ReadAsync(token).ConfigureAwait(false);
    }

    /// <summary>Takes it on to settle what is due up to a time. False = another has: of several who try, one may go on.</summary>
    public async Task<bool> TakeAsync(ScheduleRow row, DateTimeOffset due, CancellationToken token) => await _statements.ExecuteAsync(
        "UPDATE schedule SET settled = @due, due = @due, outcome = 'missed', detail = @Lost WHERE scenario = @Scenario AND words = @Words AND settled < @due",
        new { row.Scenario, row.Words, due = Micros.Of(due), Lost }, token).ConfigureAwait(false) == 1;

    /// <summary>What became of what was taken.</summary>
    public Task TellAsync(string scenario, LastDue last, CancellationToken token) => _statements.ExecuteAsync(
        "UPDATE schedule SET outcome = @outcome, detail = @Detail WHERE scenario = @scenario AND due = @due",
        new { scenario, outcome = last.Outcome.ToString().ToLowerInvariant(), last.Detail, due = Micros.Of(last.At) }, token);
}
