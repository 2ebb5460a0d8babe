namespace LoadProbe.Controller;

/// <summary>A search for the limit within a run: gives it each second once every agent has told of it.</summary>
internal sealed class SearchRun
{
    private readonly CapacitySearch _search;
    private readonly JoinedSeconds _seconds;
    private IReadOnlyList<LoadPhase> _load = [];
    private int _version = -1;

    private SearchRun(CapacitySearch search, int agents) => (_search, _seconds) = (search, new JoinedSeconds(agents));

    /// <summary>The search that a scenario asks for; null when it asks for none.</summary>
    public static SearchRun? Of(Scenario scenario, int agents) =>
        scenario.Tracks.Select(t => t.Load is [AdaptivePhase phase] ? phase : null).FirstOrDefault(p => p is not null) is { } phase
            ? new SearchRun(new CapacitySearch(phase, scenario.Thresholds, figures => GeneratorVerdict.Of(figures).Faults.FirstOrDefault()), agents)
            : null;

    public CapacityFinding? Finding => _search.Finding;

    /// <summary>The load decided on so far; the same list until it changes.</summary>
    public IReadOnlyList<LoadPhase> Load()
    {
        if (_search.Version == _version) return _load;
        _load = _search.Phases;
        _version = _search.Version;
        return _load;
    }

    /// <summary>Takes a second of one agent; true when that changed the load.</summary>
    public bool Take(Snapshot snapshot)
    {
        if (_seconds.Add(snapshot) is not { } second) return false;
        int before = _search.Version;
        _search.Take(second.At, second.Snapshots);
        return _search.Version != before || _search.Finding is not null;
    }

    public void Stop(string reason) => _search.Stop(reason);
}
