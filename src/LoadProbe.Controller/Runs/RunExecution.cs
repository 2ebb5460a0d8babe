using System.Globalization;
using System.Threading.Channels;
using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>
/// One pressure run, from the order to the verdict: leases down four times a second, snapshots up each second, guards on
/// what they say. One loop owns all of its state.
/// </summary>
internal sealed class RunExecution
{
    private static readonly TimeSpan LeaseEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StartAhead = TimeSpan.FromMilliseconds(500);
    // Long enough for each agent to hear of it before.
    private static readonly TimeSpan ChangeAhead = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoDataAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    private readonly Scenario _scenario;
    private readonly RunAgents _agents;
    private readonly IControllerEnd _link;
    private readonly long _epoch;
    private readonly TimeProvider _time;
    private readonly Action<RunReport> _changed;
    private readonly Channel<object> _events = Channel.CreateBounded<object>(10_000);
    private ScenarioPlan _plan;
    private readonly RunFigures _figures = new();
    private readonly SlidingFigures _seconds;
    private readonly RunSeries _series = new();
    private readonly List<ProbeResult> _probes = [];
    private readonly IReadOnlyList<ThresholdWatch> _thresholds;
    private readonly List<ProbeWatch> _watches;
    private readonly List<QueryWatch> _queries;
    private readonly SearchRun? _search;
    private readonly List<string> _ours = [];
    private readonly List<RunChange> _changes = [];
    private readonly List<string> _reserve = [];
    private RunShares? _shares;
    private IReadOnlyList<LoadPhase>? _load;
    private readonly Dictionary<string, Calibration> _calibrations = [];
    private readonly DateTimeOffset _created;
    private RunStart _start = RunStart.None;
    private DateTimeOffset? _startsAt;
    private DateTimeOffset? _shuts;
    private DateTimeOffset? _lastSend;
    private Snapshot? _unjudged;
    private DateTimeOffset _judged;
    private RunState _state = RunState.Arming;
    private RunStop? _stop;
    private DateTimeOffset _ordered;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;
    private bool _takenOver;
    private bool _held;
    private long _leases;

    public RunExecution(Scenario scenario, IReadOnlyList<string> agents, IControllerEnd link, long epoch, TimeProvider time, Action<RunReport> changed, string? id = null)
    {
        (_scenario, _agents, _link, _epoch, _time, _changed) = (scenario, new RunAgents(agents), link, epoch, time, changed);
        _created = time.GetUtcNow();
        Id = id ?? RunId.New(_created);
        _plan = new ScenarioPlan(scenario.Tracks);
        _thresholds = ThresholdWatch.Of(scenario);
        _seconds = new SlidingFigures(ThresholdWatch.Longest(_thresholds));
        _search = SearchRun.Of(scenario, agents.Count);
        _watches = [.. scenario.Guards.Where(g => g.Probe is not null).Select(g => new ProbeWatch(g, scenario.Watched.First(p => p.Name == g.Probe), _created))];
        _queries = [.. scenario.Guards.Where(g => g.Prometheus is not null).Select(g => new QueryWatch(g))];
    }

    public string Id { get; }

    /// <summary>Done when the run is.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Told of each snapshot that counts, once, however often it comes.</summary>
    public Action<Snapshot> Counted { get; init; } = _ => { };

    /// <summary>What was approved of, by whom; null = no approval was needed.</summary>
    public Proposal? Approved { get; init; }

    /// <summary>Asks what guards ask of a Prometheus.</summary>
    public Ask Ask { get; init; } = (_, _) => Task.FromResult(QueryAnswer.Failed("nobody is there to ask it"));

    /// <summary>Something an agent said about this run, or a probe's result. Never waits: a run that is this far behind has lost its data, and stops by itself.</summary>
    public void Hear(object message) => _events.Writer.TryWrite(message);

    /// <summary>Stops the run; anyone may, at any time.</summary>
    public void Stop(string by, string reason) => Hear(new RunStop(by, reason, _time.GetUtcNow()));

    /// <summary>Another rate for the rest of the plan.</summary>
    /// <returns>Null when it was changed, else why not.</returns>
    public Task<string?> ChangeRateAsync(double rate, string by)
    {
        var order = new RateOrder(rate, by, new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously));
        Hear(order);
        return order.Answer.Task;
    }

    public async Task<RunReport> RunAsync()
    {
        Change();
        Send();
        QueryRounds rounds = QueryRounds.Begin(_queries, Ask, _time, Hear);
        await using (rounds.ConfigureAwait(false)) return await LoopAsync().ConfigureAwait(false);
    }

    /// <summary>Ends what another controller began: nothing more is fired, and what its agents told, and tell yet, is its result.</summary>
    public async Task<RunReport> TakeOverAsync(DateTimeOffset started, IReadOnlyList<Snapshot> told, string reason)
    {
        _takenOver = true;
        _startsAt = started;
        _agents.Begin(_time.GetUtcNow());
        _ours.Add(reason);
        Order(new RunStop("controller", reason, _time.GetUtcNow()));
        foreach (Snapshot snapshot in told) Take(snapshot.Agent, snapshot);
        return await LoopAsync().ConfigureAwait(false);
    }

    /// <summary>As it is now.</summary>
    public RunReport Report() => new()
    {
        Id = Id,
        Epoch = _epoch,
        Scenario = _scenario,
        State = _state,
        Started = _startsAt ?? _created,
        Start = _start,
        Plan = _plan,
        Figures = _figures,
        Generator = GeneratorVerdict.Of(_figures),
        Approved = Approved,
        Capacity = _search?.Finding,
        Calibrations = new Dictionary<string, Calibration>(_calibrations),
        Guards = [.. _thresholds.Select(GuardReading.Of), .. _watches.Select(w => w.Reading()), .. _queries.Select(q => q.Reading())],
        Stopped = _stop,
        Changes = [.. _changes],
        Series = [.. _series],
        Probes = [.. _probes],
    };

    private async Task<RunReport> LoopAsync()
    {
        using var tick = new PeriodicTimer(LeaseEvery, _time);
        Task<bool> ticked = tick.WaitForNextTickAsync().AsTask();
        while (!_isOver)
        {
            while (_events.Reader.TryRead(out object? message)) Take(message);
            if (ticked.IsCompleted)
            {
                // A timer that is gone ticks no more, and says so for ever: a run that nobody holds any more is over.
                if (!await ticked.ConfigureAwait(false)) break;
                Tick(_time.GetUtcNow());
                ticked = tick.WaitForNextTickAsync().AsTask();
            }

            if (Judge(_time.GetUtcNow())) Change();
            _isOver |= _agents.AllEnded(_time.GetUtcNow(), Lease.Life + _scenario.Drain);
            if (!_isOver) await Task.WhenAny(ticked, _events.Reader.WaitToReadAsync().AsTask()).ConfigureAwait(false);
        }

        return End();
    }

    private void Take(object message)
    {
        switch (message)
        {
            case FromAgent { Message: AgentJoined } from:
                Reserve(from.Agent);
                break;
            case FromAgent { Message: RunReady ready } from when _startsAt is not null:
                if (ready.Fault is null && !_agents.Names.Contains(from.Agent) && !_reserve.Contains(from.Agent)) _reserve.Add(from.Agent);
                break;
            case FromAgent { Message: RunReady ready } from:
                if (ready.Fault is { } fault) Refuse(from.Agent, fault);
                else _agents.SetReady(from.Agent);
                if (ready.Calibration is { } calibration) _calibrations[from.Agent] = calibration;
                Start();
                break;
            case FromAgent { Message: RunBroken broken } from:
                Break(from.Agent, broken.Fault);
                break;
            case FromAgent { Message: RunUnwanted unwanted } from:
                Heed(from.Agent, unwanted.Reason);
                break;
            case FromAgent { Message: SnapshotTaken taken } from:
                Take(from.Agent, taken.Snapshot);
                break;
            case FromAgent { Message: SnapshotShown shown } from:
                Take(from.Agent, shown.Snapshot);
                break;
            case ProbeResult result:
                if (_watches.Count == 0 && _scenario.Watched.All(w => w.Name != result.Probe)) break;
                _probes.Add(result);
                foreach (ProbeWatch watch in _watches)
                {
                    if (watch.Hear(result) is { } reason) Order(new RunStop("guard", $"{watch.Text}: {reason}", _time.GetUtcNow()));
                }

                break;
            case QueryHeard heard:
                Take(heard);
                break;
            case RateOrder order:
                order.Answer.SetResult(Change(order));
                break;
            case RunStop stop:
                Order(stop);
                break;
        }
    }

    private void Send()
    {
        _ordered = _time.GetUtcNow();
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
            Order(new RunStop("agent", fault, _time.GetUtcNow()));
            return;
        }

        _agents.LeaveOut(agents);
        Send();
    }

    // Guards see what the agents say: when none says anything they see nothing.
    private void Watch(DateTimeOffset now)
    {
        if (_agents.Silent(now, NoDataAfter) is not { Count: > 0 } silent) return;
        if (silent.Count == _agents.Pressing.Count()) Order(new RunStop("guard", $"no snapshot from the agents for {Durations.Text(silent.Min(s => s.For))}", now));
        else foreach ((string agent, TimeSpan span) in silent) Lose(agent, $"it sent no snapshot for {Durations.Text(span)}");
    }

    private void Lose(string agent, string why)
    {
        DateTimeOffset now = _time.GetUtcNow();
        _agents.Lose(agent, now);
        string lost = $"agent {agent} was lost after {Durations.Text(now - _startsAt!.Value)}: {why}";
        if (_scenario.AgentLost == AgentLoss.Redistribute)
        {
            // Until then it may hold a lease, and its last journeys may be under way.
            _shares!.Leave(agent, now + Lease.Life + _scenario.Drain);
            _changes.Add(new RunChange(now - _startsAt.Value, "agent", lost));
            return;
        }

        _ours.Add($"{lost}; the rest of its share was not sent");
        if (_scenario.AgentLost == AgentLoss.Abort) Order(new RunStop("guard", $"agent {agent} was lost, and agents.lost is abort: {why}", now));
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
        TimeSpan from = now - _startsAt!.Value + ChangeAhead;
        if (from >= _plan.Duration || shares.Deal(takers, from, now) is not (> 0 and int dealt)) return;
        foreach (string agent in _reserve) _agents.Join(agent, now);
        _reserve.Clear();
        _changes.Add(new RunChange(from, "controller", $"{dealt} {(dealt == 1 ? "share" : "shares")} of lost agents {(fresh ? "to" : "over")} {string.Join(", ", takers)}"));
        Renew();
        Change();
    }

    // Null when it was changed, else why not.
    private string? Change(RateOrder order)
    {
        if (_state != RunState.Running || _startsAt is not { } start) return "the run is not under way";
        if (RateChange.Refusal(_scenario) is { } refused) return $"the rate of {_scenario.Name} cannot be changed: {refused}";
        double most = _scenario.MostRate ?? new ScenarioPlan(_scenario.Tracks).PeakRate;
        if (order.Rate > most) return string.Create(CultureInfo.InvariantCulture, $"{order.Rate:0.###}/s is more than the {most:0.###}/s that {_scenario.At} allows");
        TimeSpan at = _time.GetUtcNow() - start + ChangeAhead;
        if (at >= _plan.Duration) return "the plan is at its end";
        double before = _plan.RateAt(at);
        _load = RateChange.Apply(_load ?? _scenario.Load, at, order.Rate);
        _plan = new ScenarioPlan([_scenario.Tracks[0] with { Load = _load }]);
        _changes.Add(new RunChange(at, order.By, string.Create(CultureInfo.InvariantCulture, $"{before:0.###}/s to {order.Rate:0.###}/s")));
        Renew();
        Change();
        return null;
    }

    // All agents are ready, and each Prometheus that is asked has said that all is well.
    private void Start()
    {
        if (!_agents.AllReady || !_queries.All(q => q.IsReady) || _startsAt is not null || _stop is not null) return;
        _state = RunState.Running;
        _shares = new RunShares(_agents.Names);
        _startsAt = _time.GetUtcNow() + StartAhead;
        _shuts = _scenario.Window?.Until(_startsAt.Value);
        _agents.Begin(_startsAt.Value);
        Renew();
        Change();
    }

    private void Take(QueryHeard heard)
    {
        if (_stop is not null) return;
        DateTimeOffset now = _time.GetUtcNow();
        if (heard.Answer is { IsOurs: true, Fault: { } fault })
        {
            _ours.Add(fault);
            Order(new RunStop("controller", fault, now));
            return;
        }

        bool isPressed = _startsAt is not null;
        if (heard.Watch.Hear(heard.Answer, heard.Round, isPressed) is { } reason) Order(new RunStop("guard", $"{heard.Watch.Text}: {reason}{(isPressed ? "" : "; nothing was sent")}", now));
        Start();
    }

    private void Take(string agent, Snapshot snapshot)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!_agents.Hear(agent, snapshot, now)) return;
        Counted(snapshot);
        lock (_figures) _figures.Add(snapshot);
        _seconds.Add(snapshot);
        _series.Add(RunSecond.Of(snapshot));
        if (_search?.Take(snapshot) == true) Renew();
        _start = _start.With(agent, snapshot.Began, _link.Sign(agent)?.ClockUncertainty ?? TimeSpan.Zero);
        if (snapshot.LastSend > (_lastSend ?? DateTimeOffset.MinValue)) _lastSend = snapshot.LastSend;
        if (snapshot.Unwanted is { } reason) Heed(agent, reason);
        if (snapshot.Reflex is { } reflex) Heed(agent, reflex, snapshot.At);
        if (snapshot.HeldFor > TimeSpan.Zero && !_held)
        {
            _held = true;
            _changes.Add(new RunChange(snapshot.At, "target", $"agent {agent} was asked to hold back by Retry-After, and does so for {Durations.Text(snapshot.HeldFor)}; what comes due while an agent holds back is dropped as held"));
        }

        _unjudged = snapshot;
        bool judged = Judge(now);
        if (snapshot.Last) End(agent, snapshot.Stopped);
        else if (_state == RunState.Running && snapshot.At >= _plan.Duration) _state = RunState.Draining;
        if (judged) Change();
    }

    // One agent was told so: all of them stop.
    private void Heed(string agent, string reason)
    {
        if (_agents.Names.Contains(agent)) Order(new RunStop("target", $"X-LoadProbe-Stop: {reason} (to agent {agent})", _time.GetUtcNow()));
    }

    // It has stopped by its own figures, at the end of that second: all of them stop. Where that is heard late, it was the first all the same.
    private void Heed(string agent, ReflexStop reflex, TimeSpan at)
    {
        DateTimeOffset now = _time.GetUtcNow();
        var stop = new RunStop(reflex.By, $"{reflex.Reason} (agent {agent}, by its own reflex)", Earlier(now, _startsAt + at));
        Order(stop);
        if (stop.At < _stop!.At) _stop = stop;
    }

    // A thousand agents tell of a second at once: to look at the whole run anew for each of them would take longer than the second.
    private bool Judge(DateTimeOffset now)
    {
        TimeSpan apart = TimeSpan.FromMilliseconds(_agents.Names.Count - 1);
        if (_unjudged is not { } newest || now - _judged < (apart < LeaseEvery ? apart : LeaseEvery)) return false;
        (_unjudged, _judged) = (null, now);
        foreach (ThresholdWatch watch in _thresholds)
        {
            if (!watch.Broken && watch.Breaks(_seconds, _figures, newest) && watch.Aborts) Order(new RunStop(watch.Kind, watch.Last!.ToString(), _time.GetUtcNow()));
        }

        return true;
    }

    private void End(string agent, StopCause? cause)
    {
        if (_agents.IsLost(agent) || cause is null or StopCause.Ordered or StopCause.Target or StopCause.Reflex) return;
        if (cause == StopCause.Unproved) Order(new RunStop("proof", $"agent {agent} found the owner's proof gone: {new Uri(_scenario.Target.Address, Proof.Path)} has no line with the token any more, or does not answer", _time.GetUtcNow()));
        else if (cause != StopCause.WindowEnded && _stop is null && _agents.Pressing.Any()) Lose(agent, $"it stopped: {cause}");
        else if (cause == StopCause.WindowEnded && _shuts is { } shuts) Order(new RunStop("window", $"agent {agent} stopped at the window's end", shuts));
        else Order(new RunStop(cause switch { StopCause.WindowEnded => "window", StopCause.LeaseLost => "lease", _ => "agent" }, $"agent {agent} stopped: {cause}", _time.GetUtcNow()));
    }

    private void Tick(DateTimeOffset now)
    {
        foreach (QueryWatch watch in _stop is null ? _queries : [])
        {
            if (!watch.Broken && watch.Silent(now) is { } reason) Order(new RunStop("guard", $"{watch.Text}: {reason}", now));
        }

        if (_startsAt is null)
        {
            if (now - _ordered > ReadyWithin) LeaveOut(_agents.Unready(), $"only {_agents.Ready} of {_agents.Names.Count} agents were ready within {Durations.Text(ReadyWithin)}");
            return;
        }

        foreach ((string agent, int missing) in _agents.Incomplete(now, NoDataAfter))
        {
            _ours.Add($"agent {agent}: {missing} of its snapshots never came");
            _agents.End(agent);
        }

        if (_stop is null)
        {
            // Whoever is silent since then has done as he should.
            if (_scenario.Window?.Shut(now) is { } why) Order(new RunStop("window", $"the window ended: {why}", Earlier(now, _shuts)));
            else Watch(now);
            if (_shares is { } shares && shares.AnyFree(now)) Redistribute(shares, now);
            foreach (ProbeWatch watch in _watches)
            {
                if (!watch.Broken && watch.Silent(now) is { } reason) Order(new RunStop("guard", $"{watch.Text}: {reason}", now));
            }
        }
        else
        {
            foreach ((string agent, _) in _agents.Silent(now, _scenario.Drain + NoDataAfter + NoDataAfter)) Break(agent, "the agent did not report the end of its share");
        }

        Renew();
    }

    // Level-triggered: each lease says all there is to say, so the next one mends a lost one.
    private void Renew()
    {
        var lease = new Lease
        {
            Run = Id,
            Epoch = _epoch,
            Sequence = ++_leases,
            Phase = _stop is not null ? LeasePhase.Stop : LeasePhase.Run,
            StartsAt = _startsAt,
            Load = _search?.Load() ?? _load,
            More = _search is { Finding: null } || (_load is not null && _time.GetUtcNow() - _startsAt < _plan.Duration),
            // The plan ends the arrivals; the lease lasts through the drain, so that a stop still reaches the agents then.
            NotAfter = Earlier(_startsAt!.Value + _plan.Duration + _scenario.Drain + TimeSpan.FromSeconds(1), _shuts),
        };
        // Whoever is not heard may hear us: it shall stop.
        foreach (string agent in _agents.Names) _link.TrySend(agent, new LeaseRenewed(lease with { Phase = _agents.IsLost(agent) ? LeasePhase.Stop : lease.Phase, Shares = _shares?.Of(agent) }));
    }

    private void Order(RunStop stop)
    {
        if (_stop is not null) return;
        _stop = stop;
        _search?.Stop(stop.Reason);
        if (_startsAt is null)
        {
            _isOver = true;
            return;
        }

        _state = RunState.Draining;
        Renew();
        Change();
    }

    private void Break(string agent, string fault)
    {
        _ours.Add($"agent {agent}: {fault}");
        _agents.Break(agent);
        Order(new RunStop("agent", _ours[0], _time.GetUtcNow()));
    }

    private RunReport End()
    {
        Judge(DateTimeOffset.MaxValue);
        if (_takenOver && _agents.Broken == 0) _ours.Add($"all load has ended: {(_agents.Names.Count == 1 ? "its agent" : $"each of its {_agents.Names.Count} agents")} said so, and the last request was sent {(_lastSend is { } sent ? $"at {sent.Rfc3339()}" : "never")}");
        foreach (ThresholdWatch watch in _thresholds) watch.End(_figures, _series.Count == 0 ? TimeSpan.Zero : _series[^1].At);
        if (_stop is { } stop) _stop = stop with { BreachToLastSend = _lastSend is { } last && last > stop.At ? last - stop.At : TimeSpan.Zero };
        _state = _stop is null ? RunState.Completed : RunState.Aborted;
        RunReport report = RunConclusion.Of(Report() with { Ended = _time.GetUtcNow() }, _ours, _thresholds);
        _changed(report);
        _ended.SetResult();
        return report;
    }

    private void Change() => _changed(Report());

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    private sealed record RateOrder(double Rate, string By, TaskCompletionSource<string?> Answer);
}
