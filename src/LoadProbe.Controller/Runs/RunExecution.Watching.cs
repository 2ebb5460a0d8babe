namespace LoadProbe.Controller;

// What is seen of it: seconds, dials and answers, and what guards make of them.
internal sealed partial class RunExecution
{
    private void Take(ProbeResult result)
    {
        if (_scenario.Watched.All(w => w.Name != result.Probe)) return;
        _probes.Add(result);
        switch (State)
        {
            case RunState.Baseline:
                if (_recovery!.Before(result) is { } unwell) Order("guard", $"{unwell}; nothing was sent");
                break;
            case RunState.Compensating or RunState.CoolDown or RunState.Verifying:
                _recovery?.After(result, Now - result.Journey.Duration);
                break;
            default:
                _recovery?.During(result);
                Heed(_guards.Hear(result, Now));
                break;
        }
    }

    private void Take(QueryHeard heard)
    {
        if (_stop is not null || State >= RunState.Draining) return;
        if (heard.Answer is { IsOurs: true, Fault: { } fault })
        {
            _ours.Add(fault);
            Order("controller", fault);
            return;
        }

        bool isPressed = _startsAt is not null;
        if (heard.Watch.Hear(heard.Answer, heard.Round, isPressed) is { } sign) Heed([isPressed ? sign : sign with { Reason = $"{sign.Reason}; nothing was sent" }]);
        Start();
    }

    private void Take(string agent, Snapshot snapshot)
    {
        DateTimeOffset now = Now;
        if (!_agents.Hear(agent, snapshot, now)) return;
        Counted(snapshot);
        lock (_figures) _figures.Add(snapshot);
        _guards.Add(snapshot);
        _series.Add(RunSecond.Of(snapshot));
        if (_search?.Take(snapshot) == true) Renew();
        _start = _start.With(agent, snapshot.Began, _link.Sign(agent)?.ClockUncertainty ?? TimeSpan.Zero);
        if (snapshot.LastSend > (_lastSend ?? DateTimeOffset.MinValue)) _lastSend = snapshot.LastSend;
        if (snapshot.Unwanted is { } reason) Heed(agent, reason);
        if (snapshot.Reflex is { } reflex) Heed(agent, reflex, snapshot.At);
        if (snapshot.HeldFor > TimeSpan.Zero && !_asked)
        {
            _asked = true;
            _changes.Add(new RunChange(snapshot.At, "target", $"agent {agent} was asked to hold back by Retry-After, and does so for {Durations.Text(snapshot.HeldFor)}; what comes due while an agent holds back is dropped as held"));
        }

        _unjudged = snapshot;
        bool judged = Judge(now);
        if (snapshot.Last) End(agent, snapshot.Stopped);
        else if (State is RunState.Running or RunState.Holding && snapshot.At >= _plan.Now.Duration) Move(RunState.Draining);
        if (judged) Change();
    }

    private void Leak(string reason) => Order("leak", $"{(_startsAt is null ? "nothing proves that what the run writes is kept apart, so that it does not begin" : "what the run writes is not kept apart any more, or that cannot be seen")}: {reason}");

    // One agent was told so: all of them stop.
    private void Heed(string agent, string reason)
    {
        if (_agents.Names.Contains(agent)) Order("target", $"X-LoadProbe-Stop: {reason} (to agent {agent})");
    }

    private void Heed(IReadOnlyList<GuardSign> signs)
    {
        foreach (GuardSign sign in signs)
        {
            if (sign is { Action: BreachAction.Abort, Level: GuardLevel.Breach }) Order(sign.Kind, sign.Reason);
            else if (sign.Action.Returns() && State is RunState.Running or RunState.Holding) Rein(_throttle.Take(sign, Now), sign.Kind);
        }
    }

    // It has stopped by its own figures, at the end of that second: all of them stop. Where that is heard late, it was the first all the same.
    private void Heed(string agent, ReflexStop reflex, TimeSpan at)
    {
        DateTimeOffset now = _time.GetUtcNow();
        var stop = new RunStop(reflex.By, $"{reflex.Reason} (agent {agent}, by its own reflex)", Earlier(now, _startsAt + at));
        Order(stop);
        if (_stop is { } ordered && stop.At < ordered.At) _stop = stop;
    }

    // What holds the load back, or lets it go.
    private void Rein((string What, bool Stops)? change, string by)
    {
        if (change is not var (what, stops)) return;
        if (stops)
        {
            Order(by, what);
            return;
        }

        _changes.Add(new RunChange(Position, by, what));
        Renew();
        if (_throttle.IsHeld != (State == RunState.Holding)) Move(_throttle.IsHeld ? RunState.Holding : RunState.Running, what, by);
        else Change();
    }

    // A thousand agents tell of a second at once: to look at the whole run anew for each of them would take longer than the second.
    private bool Judge(DateTimeOffset now)
    {
        TimeSpan apart = TimeSpan.FromMilliseconds(_agents.Names.Count - 1);
        if (_unjudged is not { } newest || now - _judged < (apart < LeaseEvery ? apart : LeaseEvery)) return false;
        (_unjudged, _judged) = (null, now);
        Heed(_guards.Judge(_figures, newest));
        return true;
    }
}
