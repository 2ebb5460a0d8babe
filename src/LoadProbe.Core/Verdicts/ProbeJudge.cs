namespace LoadProbe.Core;

/// <summary>
/// What follows from all runs of one probe on all agents: the windows of each agent, the quorum, the time that it lasts, then maintenance.
/// It has no clock and no memory but what it needs; results come as they arrive, and whoever has a clock looks now and then.
/// </summary>
public sealed class ProbeJudge
{
    private readonly Probe _probe;
    private readonly TimeSpan _freshness;
    private readonly SortedDictionary<string, AgentRuns> _agents = new(StringComparer.Ordinal);
    private readonly Lasting _down;
    private readonly Lasting _degraded;
    private readonly Flaps _flaps = new();
    private readonly IncidentWatch _incidents;
    private readonly HashSet<string> _bad;
    private DateTimeOffset? _looked;
    private bool _isKnown;
    private (ProbeState State, DateTimeOffset Since)? _state;

    /// <param name="probe">One on a schedule.</param>
    /// <param name="newest">The newest incident of it that is known already. While it is open the target is down, and its agents are bad, until they say otherwise as ever.</param>
    public ProbeJudge(Probe probe, Incident? newest = null)
    {
        TimeSpan every = probe.Every ?? throw new ArgumentException($"{probe.Name} is on no schedule", nameof(probe));
        (_probe, _freshness) = (probe, (2 * every) + probe.Journey.Timeout);
        bool? isDown = newest is { Closed: null } ? true : null;
        (_down, _degraded) = (new Lasting(probe.Policy.For, isDown), new Lasting(probe.Policy.For, isDown));
        _incidents = new IncidentWatch(probe.Name, probe.Journey.Target.Name, newest);
        _bad = isDown is true ? [.. newest!.Agents] : [];
    }

    /// <summary>Until now.</summary>
    public Availability Availability { get; private set; } = Availability.None;

    /// <summary>Takes the result of a run. One from maintenance says nothing, so that nobody is woken by it afterwards.</summary>
    public void Add(ProbeResult result)
    {
        if (InMaintenance(result.Journey.Started))
        {
            Availability = Availability with { InMaintenance = Availability.InMaintenance + 1 };
            return;
        }

        if (!_agents.TryGetValue(result.Agent, out AgentRuns? runs)) _agents.Add(result.Agent, runs = new AgentRuns(_probe.Policy, _bad.Remove(result.Agent)));
        if (runs.Add(result)) Availability = Availability.With(result.Verdict);
    }

    /// <summary>Judges by the agents that there are now; agents that are gone for good are forgotten.</summary>
    public Judgement Look(DateTimeOffset now, IReadOnlyCollection<AgentStanding> agents)
    {
        if (_looked is { } before && _isKnown && now > before) Availability = Availability.With(now - before, _down.Value is true);
        _looked = now;
        foreach (string gone in _agents.Keys.Except(agents.Select(a => a.Name)).ToList()) _agents.Remove(gone);

        Incident? was = _incidents.Newest;
        Poll poll = Poll.Of(_probe.Policy, agents.Select(a => (a, _agents.GetValueOrDefault(a.Name)?.Vote(now, _freshness) ?? AgentVote.None)));
        ProbeState state = InMaintenance(now) ? Rested() : State(now, poll);
        _isKnown = state is not (ProbeState.Unknown or ProbeState.Maintenance);
        if (_state?.State != state) _state = (state, now);
        return new Judgement(state, _state.Value.Since, poll, _incidents.Newest, _incidents.Newest != was);
    }

    private ProbeState Rested()
    {
        _down.Break();
        _degraded.Break();
        return ProbeState.Maintenance;
    }

    private ProbeState State(DateTimeOffset now, Poll poll)
    {
        if (poll.State == ProbeState.Unknown)
        {
            // An open incident stays open: that nobody looks does not mend it.
            _down.Break();
            _degraded.Break();
            return ProbeState.Unknown;
        }

        if (_down.Add(poll.State == ProbeState.Down, now)) _flaps.Changed(now);
        _degraded.Add(poll.State != ProbeState.Up, now);
        bool flaps = _flaps.At(now);
        if (_down.Value is true && poll.State == ProbeState.Down) _incidents.Down(now, [.. poll.BadAgents.Select(a => _agents[a])]);
        else if (_down.Value is not true && !flaps) _incidents.Over(now);

        return flaps ? ProbeState.Flapping
            : _down.Value switch
            {
                null => ProbeState.Unknown,
                true => ProbeState.Down,
                false => _degraded.Value is true ? ProbeState.Degraded : ProbeState.Up,
            };
    }

    private bool InMaintenance(DateTimeOffset at) => _probe.Maintenance.Any(w => w.Contains(at));
}
