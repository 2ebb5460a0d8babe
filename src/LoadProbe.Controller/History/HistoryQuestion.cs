namespace LoadProbe.Controller;

/// <summary>What somebody wants to know of a probe's past.</summary>
/// <param name="From">The start of a step.</param>
/// <param name="To">The end of one.</param>
/// <param name="Agent">Null = all of them together.</param>
internal sealed record HistoryQuestion(string Probe, DateTimeOffset From, DateTimeOffset To, TimeSpan Step, string? Agent)
{
    private const int MostSteps = 2_000, UsualSteps = 200;
    private static readonly TimeSpan UsualTime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1), Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan[] Steps = [.. new[] { 1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1_440 }.Select(m => TimeSpan.FromMinutes(m))];

    /// <summary>Of which roll-ups it is answered.</summary>
    public RollUpWidth Width => Step.Ticks % Hour.Ticks == 0 ? RollUpWidth.Hour : RollUpWidth.Minute;

    /// <summary>Reads one; when it cannot be answered it is null, and there is a mistake.</summary>
    public static HistoryQuestion? Read(string probe, string? from, string? to, string? step, string? agent, DateTimeOffset now, out string? mistake)
    {
        DateTimeOffset end = Instants.Read("to", to, now, out mistake) ?? now;
        if (mistake is not null) return null;
        DateTimeOffset begin = Instants.Read("from", from, now, out mistake) ?? end - UsualTime;
        if (mistake is not null) return null;
        if (begin >= end) return Wrong($"from={begin.Rfc3339()} is not before to={end.Rfc3339()}", out mistake);
        TimeSpan each = Steps.FirstOrDefault(s => (end - begin) / s <= UsualSteps, Steps[^1]);
        if (!string.IsNullOrEmpty(step) && (!Durations.TryParse(step, out each) || each < Minute || each.Ticks % Minute.Ticks != 0)) return Wrong($"step={step} is not of whole minutes: write for instance step=5m", out mistake);
        if ((end - begin) / each > MostSteps) return Wrong($"from={begin.Rfc3339()} to={end.Rfc3339()} are more than {MostSteps} steps of {Durations.Text(each)}: ask for longer steps, or for less", out mistake);
        DateTimeOffset last = Floor(end, each);
        return new HistoryQuestion(probe, Floor(begin, each), last < end ? last + each : end, each, agent);
    }

    /// <summary>The start of the step that an instant is in.</summary>
    public DateTimeOffset StepOf(DateTimeOffset instant) => Floor(instant, Step);

    private static DateTimeOffset Floor(DateTimeOffset instant, TimeSpan step) => new(instant.UtcTicks / step.Ticks * step.Ticks, TimeSpan.Zero);

    private static HistoryQuestion? Wrong(string why, out string? mistake)
    {
        mistake = why;
        return null;
    }
}
