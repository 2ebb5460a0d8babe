using LoadProbe.Link;

namespace LoadProbe.Controller;

// Its agents: made ready, given shares and leases, missed when they fall silent.
internal sealed partial class RunExecution
{
    private void Send()
    {
        for (int i = 0; i < _agents.Names.Count; i++) _link.TrySend(_agents.Names[i], new RunOrdered(Id, _scenario, new Segment(i, _agents.Names.Count)));
    }

    private void Refuse(string agent, string fault)
    {
        if (_scenario.AgentsAtLeast is null) Break(agent, fault);
        else if (_agents.Names.Contains(agent)) LeaveOut([agent], $"agent {agent}: {fault}");
    }

    // Whoever is ready gets ready anew, for a larger share.
    private void LeaveOut(IReadOnlyList<string> agents, string fault)
    {
        if (_agents.Names.Count - agents.Count < Math.Max(1, _scenario.AgentsAtLeast ?? _agents.Names.Count))
        {
            _ours.Add(fault);
            Order("agent", fault);
            return;
        }

        _agents.LeaveOut(agents);
        _since = Now;
        Send();
    }

    // Guards see what the agents say: when none says anything they see nothing.
    private void Watch(DateTimeOffset now)
    {
        if (_agents.Silent(now, NoDataAfter) is not { Count: > 0 } silent) return;
        if (silent.Count == _agents.Pressing.Count()) Order("guard", $"no snapshot from the agents for {Durations.Text(silent.Min(s => s.For))}");
        else foreach ((string agent, TimeSpan span) in silent) Lose(agent, $"it sent no snapshot for {Durations.Text(span)}");
    }

    private void Lose(string agent, string why)
    {
        DateTimeOffset now = Now;
        _agents.Lose(agent, now);
        if (_scenario.Shadow is not null && agent == _agents.Names[0]) Leak($"agent {agent}, which looked, was lost");
        string lost = $"agent {agent} was lost after {Durations.Text(Position)}: {why}";
        if (_scenario.AgentLost == AgentLoss.Redistribute)
        {
            // Until then it may hold a lease, and its last journeys may be under way.
            _shares!.Leave(agent, now + Lease.Life + _scenario.Drain);
            _changes.Add(new RunChange(Position, "agent", lost));
            return;
        }

        _ours.Add($"{lost}; the rest of its share was not sent");
        if (_scenario.AgentLost == AgentLoss.Abort) Order("guard", $"agent {agent} was lost, and agents.lost is abort: {why}");
    }

    // Who comes while it runs is made ready at once, and has a share when another leaves one.
    private void Reserve(string agent)
    {
        if (_scenario.AgentLost != AgentLoss.Redistribute || _startsAt is null || _stop is not null || _agents.Names.Contains(agent)) return;
        _link.TrySend(agent, new RunOrdered(Id, _scenario, new Segment(0, _agents.Names.Count)));
    }

    private void Redistribute(RunShares shares, DateTimeOffset now)
    {
        bool fresh = _reserve.Count > 0;
        string[] takers = [.. fresh ? _reserve : _agents.Pressing];
        TimeSpan from = Position + RunPlan.Ahead;
        if (from >= _plan.Now.Duration || shares.Deal(takers, from, now) is not (> 0 and int dealt)) return;
        foreach (string agent in _reserve) _agents.Join(agent, now);
        _reserve.Clear();
        _changes.Add(new RunChange(from, "controller", $"{dealt} {(dealt == 1 ? "share" : "shares")} of lost agents {(fresh ? "to" : "over")} {string.Join(", ", takers)}"));
        Renew();
        Change();
    }

    private void End(string agent, StopCause? cause)
    {
        if (_agents.IsLost(agent) || cause is null or StopCause.Ordered or StopCause.Target or StopCause.Reflex) return;
        if (cause == StopCause.Leak) Leak($"agent {agent} says so");
        else if (cause == StopCause.Unproved) Order("proof", $"agent {agent} found the owner's proof gone: {new Uri(_scenario.Target.Address, Proof.Path)} has no line with the token any more, or does not answer");
        else if (cause != StopCause.WindowEnded && _stop is null && _agents.Pressing.Any()) Lose(agent, $"it stopped: {cause}");
        else if (cause == StopCause.WindowEnded && _shuts is { } shuts) Order(new RunStop("window", $"agent {agent} stopped at the window's end", shuts));
        else Order(cause switch { StopCause.WindowEnded => "window", StopCause.LeaseLost => "lease", _ => "agent" }, $"agent {agent} stopped: {cause}");
    }

    private void Break(string agent, string fault)
    {
        _ours.Add($"agent {agent}: {fault}");
        _agents.Break(agent);
        Order("agent", _ours[0]);
    }

    // Level-triggered: each lease says all there is to say, so the next one mends a lost one.
    private void Renew()
    {
        var lease = new Lease
        {
            Run = Id,
            Epoch = _epoch,
            Sequence = ++_leases,
            Phase = _stop is not null || State > RunState.Draining ? LeasePhase.Stop : LeasePhase.Run,
            StartsAt = _startsAt,
            Load = _search?.Load() ?? _plan.Load,
            RateCeiling = _scenario.RateCeiling,
            Throttle = _throttle.Part,
            More = _search is { Finding: null } || (_plan.Load is not null && Position < _plan.Now.Duration),
            // The plan ends the arrivals; the lease lasts through the drain, so that a stop still reaches the agents then.
            NotAfter = Earlier(_startsAt!.Value + _plan.Now.Duration + _scenario.Drain + TimeSpan.FromSeconds(1), _shuts),
        };
        // Whoever is not heard may hear us: it shall stop.
        foreach (string agent in _agents.Names) _link.TrySend(agent, new LeaseRenewed(lease with { Phase = _agents.IsLost(agent) ? LeasePhase.Stop : lease.Phase, Shares = _shares?.Of(agent) }));
    }
}
