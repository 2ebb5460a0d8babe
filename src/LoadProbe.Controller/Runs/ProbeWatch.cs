namespace LoadProbe.Controller;

/// <summary>
/// A guard on one of the customers' own dial tests. Runs that could not be judged are not held against the target, but
/// hearing nothing for three intervals is a breach: who cannot see must not go on.
/// </summary>
internal sealed class ProbeWatch(Guard guard, Probe probe, DateTimeOffset started)
{
    private int _failures;
    private DateTimeOffset _heard = started;
    private string? _value;

    public bool Broken { get; private set; }

    public string Text => guard.Text;

    /// <summary>Takes a result; the reason when it is the breach.</summary>
    public string? Hear(ProbeResult result)
    {
        if (result.Probe != probe.Name || result.Verdict == Verdict.Invalid) return null;
        _heard = result.Journey.Started + result.Journey.Duration;
        bool slow = result.Journey.Duration > guard.SlowerThan;
        bool failed = result.Verdict == Verdict.Fail;
        _failures = failed || slow ? _failures + 1 : 0;
        _value = failed ? $"{result.Journey.Outcome.Word()}: {result.Journey.Detail}" : Durations.Text(result.Journey.Duration);
        if (_failures < guard.Times) return null;
        Broken = true;
        return $"probe {probe.Name} {(failed ? $"failed ({_value})" : $"took {_value}, more than {Durations.Text(guard.SlowerThan!.Value)}")}";
    }

    /// <summary>The reason when the probe has been silent for too long.</summary>
    public string? Silent(DateTimeOffset now)
    {
        TimeSpan allowed = ((probe.Every ?? TimeSpan.FromSeconds(10)) * 3) + probe.Journey.Timeout;
        if (now - _heard <= allowed) return null;
        Broken = true;
        _value = "no data";
        return $"no result of probe {probe.Name} for {Durations.Text(now - _heard)}";
    }

    public GuardReading Reading() => new(guard.Text, "guard", !Broken, _value);
}
