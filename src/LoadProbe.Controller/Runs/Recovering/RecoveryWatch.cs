namespace LoadProbe.Controller;

/// <summary>Whether customers have it after the load as they had it before, by their own dials.</summary>
/// <param name="recovery">What that means.</param>
/// <param name="probes">What guards watch.</param>
internal sealed class RecoveryWatch(Recovery recovery, IReadOnlyList<Probe> probes)
{
    private readonly Dictionary<string, List<ProbeResult>> _before = probes.ToDictionary(p => p.Name, _ => new List<ProbeResult>());
    private readonly Dictionary<string, List<ProbeResult>> _during = probes.ToDictionary(p => p.Name, _ => new List<ProbeResult>());
    private readonly Dictionary<string, List<ProbeResult>> _after = probes.ToDictionary(p => p.Name, _ => new List<ProbeResult>());
    private readonly Dictionary<Guid, DateTimeOffset> _begun = [];
    private DateTimeOffset _from;
    private bool? _recovered;

    /// <summary>How long the dials before the load may take to come.</summary>
    public TimeSpan Patience { get; } = probes.Max(p => ((p.Every ?? TimeSpan.FromSeconds(10)) + p.Journey.Timeout) * (recovery.Passes + 2));

    /// <summary>How long the cool-down and what comes after it may take.</summary>
    public TimeSpan Within => recovery.Within;

    /// <summary>There are enough dials to hold others against.</summary>
    public bool IsKnown => _before.Values.All(r => r.Count >= recovery.Passes);

    /// <summary>A dial from before the load.</summary>
    /// <returns>Why nothing is pressed; null = customers are well so far.</returns>
    public string? Before(ProbeResult result)
    {
        if (!Keep(_before, result) || result.Verdict == Verdict.Pass) return null;
        return $"probe {result.Probe} fails before the load ({result.Journey.Outcome.Word()}: {result.Journey.Detail})";
    }

    public void During(ProbeResult result) => Keep(_during, result);

    /// <summary>The last request was sent: dials are judged that were begun since.</summary>
    public void Begin(DateTimeOffset at) => _from = at;

    /// <summary>A dial from after the load.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="begun">When it began, by the clock of <see cref="Begin"/>: an agent's own may be another.</param>
    public void After(ProbeResult result, DateTimeOffset begun)
    {
        if (begun >= _from && Keep(_after, result)) _begun[result.Id] = begun;
    }

    /// <summary>Each probe's last dials pass, and keep the limits.</summary>
    public bool IsRecovered => probes.All(p => Lack(p.Name) is null);

    /// <summary>It is over: what it comes to.</summary>
    public void End() => _recovered = IsRecovered;

    public RecoveryReading Reading()
    {
        string? lacks = _recovered == false ? string.Join("; ", probes.Select(p => Lack(p.Name)).OfType<string>()) : null;
        TimeSpan? after = _recovered == true ? probes.Max(p => _begun[Last(p.Name)[0].Id]) - _from : null;
        return new RecoveryReading(_recovered, after, lacks, [.. probes.Select(p => new RecoveredProbe(p.Name, DialFigures.Of(_before[p.Name]), DialFigures.Of(_during[p.Name]), DialFigures.Of(_after[p.Name])))]);
    }

    // Null = nothing.
    private string? Lack(string probe)
    {
        ProbeResult[] last = Last(probe);
        if (last.Length < recovery.Passes) return $"probe {probe}: {last.Length} of {recovery.Passes} dials came";
        if (last.FirstOrDefault(r => r.Verdict != Verdict.Pass) is { } failed) return $"probe {probe} fails ({failed.Journey.Outcome.Word()}: {failed.Journey.Detail})";
        foreach (RecoveryLimit limit in recovery.Limits)
        {
            if (limit.Share is not null && _before[probe].Count == 0) return $"probe {probe}: {limit.Text}, and there is no baseline";
            TimeSpan now = limit.Of([.. last.Select(r => r.Journey.Duration)]), most = limit.Most([.. _before[probe].Select(r => r.Journey.Duration)]);
            if (now > most) return $"probe {probe}: {limit.Text}, which is {Durations.Text(most)}, and it is {Durations.Text(now)}";
        }

        return null;
    }

    private ProbeResult[] Last(string probe) => [.. _after[probe].TakeLast(recovery.Passes)];

    // What could not be judged is our side's, and says nothing of customers.
    private static bool Keep(Dictionary<string, List<ProbeResult>> dials, ProbeResult result)
    {
        if (result.Verdict == Verdict.Invalid || !dials.TryGetValue(result.Probe, out List<ProbeResult>? of)) return false;
        of.Add(result);
        return true;
    }
}
