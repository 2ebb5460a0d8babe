namespace LoadProbe.Controller;

/// <summary>Starts scenarios when they are due, each time once, through every gate that a person's start goes through; or says why not.</summary>
internal sealed class ScheduledRuns(Controller controller, Action<string> tell, TimeProvider time)
{
    /// <summary>What is due for longer than this is not started any more.</summary>
    public static readonly TimeSpan LateBy = TimeSpan.FromMinutes(1);

    private ScheduleTable Table => controller.Store.Schedules;

    /// <summary>When each scenario is to be settled next.</summary>
    public async Task<IReadOnlyList<(string Scenario, DateTimeOffset At)>> NextAsync(CancellationToken token)
    {
        Dictionary<string, RunSchedule> schedules = controller.Scenarios.Where(s => s.Schedule is not null).DistinctBy(s => s.Name).ToDictionary(s => s.Name, s => s.Schedule!);
        IReadOnlyList<ScheduleRow> rows = await Table.KeepAsync(schedules.ToDictionary(s => s.Key, s => s.Value.Text), time.GetUtcNow(), token).ConfigureAwait(false);
        return [.. rows.Select(r => (r.Scenario, Next: schedules[r.Scenario].Next(r.Settled)?.At)).Where(r => r.Next is not null).Select(r => (r.Scenario, r.Next!.Value))];
    }

    /// <summary>Settles what is due of a scenario by now.</summary>
    public async Task SettleAsync(string name, CancellationToken token)
    {
        if (controller.Scenarios.FirstOrDefault(s => s.Name == name)?.Schedule is not { } schedule) return;
        if ((await Table.ReadAsync(token).ConfigureAwait(false)).FirstOrDefault(r => r.Scenario == name && r.Words == schedule.Text) is not { } row) return;
        DateTimeOffset now = time.GetUtcNow();
        DueTime[] due = [.. schedule.After(row.Settled).TakeWhile(d => d.At <= now)];
        if (due.Length == 0) return;
        // As of now: it may have been pulled at another controller.
        await controller.Lever.LookAsync(token).ConfigureAwait(false);
        DueTime last = due[^1];
        if (!await Table.TakeAsync(row, last.At, token).ConfigureAwait(false)) return;
        if (due.Length > 1) Missed(name, due[..^1]);
        (DueOutcome outcome, string detail) = await SettleAsync(name, schedule, last, now - last.At, token).ConfigureAwait(false);
        Say(name, last, outcome, detail);
        await Table.TellAsync(name, new LastDue(last.At, outcome, detail), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<(DueOutcome Outcome, string Detail)> SettleAsync(string name, RunSchedule schedule, DueTime due, TimeSpan late, CancellationToken token)
    {
        if (!due.Exists) return (DueOutcome.Refused, $"{due.Local:HH\\:mm} does not exist on {due.Local:yyyy-MM-dd} in {schedule.Zone.Id}: clocks pass over it");
        if (late > LateBy) return (DueOutcome.Missed, $"nobody led at that time, and {Durations.Text(late)} late nothing is started");
        StartAnswer answer = await controller.StartAsync(name, Caller.Schedule, token).ConfigureAwait(false);
        return answer.Run is { } run ? (DueOutcome.Started, run) : (DueOutcome.Refused, answer.Refusal!);
    }

    private void Missed(string name, DueTime[] due)
    {
        controller.Metrics.Own.Controller.Due(DueOutcome.Missed.ToString().ToLowerInvariant(), due.Length);
        tell($"schedule: {name} was due {(due.Length == 1 ? "" : $"{due.Length} times, first ")}at {due[0].At.Rfc3339()}: missed, as nobody led");
    }

    private void Say(string name, DueTime due, DueOutcome outcome, string detail)
    {
        string word = outcome.ToString().ToLowerInvariant();
        controller.Metrics.Own.Controller.Due(word);
        tell($"schedule: {name} was due at {due.At.Rfc3339()}: {word}, {(outcome == DueOutcome.Started ? $"run {detail}" : detail)}");
    }
}
