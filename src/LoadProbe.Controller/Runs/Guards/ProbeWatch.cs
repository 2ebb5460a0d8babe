namespace LoadProbe.Controller;

/// <summary>
/// A guard on one of the customers' own dial tests: so many of its last runs, from so many agents. Runs that could not be judged are not
/// held against the target, but hearing nothing for three intervals is a breach that stops the load: who cannot see must not go on.
/// </summary>
internal sealed class ProbeWatch(Guard guard, Probe probe, DateTimeOffset started)
{
    private readonly Queue<(string Agent, string? Fault)> _last = new();
    private DateTimeOffset _heard = started;
    private string? _value;

    public bool Broken { get; private set; }

    /// <summary>Takes a result; null when it says nothing new.</summary>
    public GuardSign? Hear(ProbeResult result, DateTimeOffset now)
    {
        if (result.Probe != probe.Name || result.Verdict == Verdict.Invalid || (Broken && !guard.Else.Returns())) return null;
        _heard = now;
        _value = result.Verdict == Verdict.Fail ? $"{result.Journey.Outcome.Word()}: {result.Journey.Detail}" : Durations.Text(result.Journey.Duration);
        _last.Enqueue((result.Agent, Fault(result)));
        if (_last.Count > (guard.OutOf ?? guard.Times)) _last.Dequeue();
        (string Agent, string? Fault)[] bad = [.. _last.Where(l => l.Fault is not null)];
        if (bad.Length < guard.Times || bad.DistinctBy(b => b.Agent).Count() < guard.Agents) return Sign(bad.Length == 0 || Fault(result) is null ? GuardLevel.Well : GuardLevel.Between, "");
        Broken = true;
        return Sign(GuardLevel.Breach, $"{guard.Text}: probe {probe.Name} {bad[^1].Fault}");
    }

    /// <summary>The reason when the probe has been silent for too long.</summary>
    public string? Silent(DateTimeOffset now)
    {
        TimeSpan allowed = ((probe.Every ?? TimeSpan.FromSeconds(10)) * 3) + probe.Journey.Timeout;
        if (now - _heard <= allowed) return null;
        Broken = true;
        _value = "no data";
        return guard.Else == BreachAction.Warn ? null : $"{guard.Text}: no result of probe {probe.Name} for {Durations.Text(now - _heard)}";
    }

    /// <summary>From here on it has to be heard.</summary>
    public void Begin(DateTimeOffset at) => _heard = at > _heard ? at : _heard;

    public GuardReading Reading() => new(guard.Text, "guard", !Broken, _value, guard.Else == BreachAction.Warn);

    private string? Fault(ProbeResult result) =>
        result.Verdict == Verdict.Fail ? $"failed ({_value})"
        : result.Journey.Duration > guard.SlowerThan ? $"took {_value}, more than {Durations.Text(guard.SlowerThan!.Value)}"
        : null;

    private GuardSign Sign(GuardLevel level, string reason) => new(guard.Text, "guard", guard.Else, guard.Dwell, level, reason);
}
