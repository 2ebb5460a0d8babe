using System.Threading.Channels;
using LoadProbe.Link;

namespace LoadProbe.Controller;

/// <summary>
/// One pressure run, from the last look before it to the verdict: leases down four times a second, snapshots up each second, guards on
/// what they say, and before and after the load what customers say. One loop owns all of its state.
/// </summary>
internal sealed partial class RunExecution
{
    private static readonly TimeSpan LeaseEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StartAhead = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan NoDataAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    private readonly Scenario _scenario;
    private readonly RunAgents _agents;
    private readonly IControllerEnd _link;
    private readonly long _epoch;
    private readonly TimeProvider _time;
    private readonly Action<RunReport> _changed;
    private readonly Channel<object> _events = Channel.CreateBounded<object>(10_000);
    private readonly RunTimeline _timeline;
    private readonly RunPlan _plan;
    private readonly RunGuards _guards;
    private readonly RecoveryWatch? _recovery;
    private readonly Throttle _throttle = new();
    private readonly RunFigures _figures = new();
    private readonly RunSeries _series = new();
    private readonly List<ProbeResult> _probes = [];
    private readonly SearchRun? _search;
    private readonly RunCleanup _cleanup;
    private readonly List<string> _ours = [];
    private readonly List<RunChange> _changes = [];
    private readonly List<string> _reserve = [];
    private readonly Dictionary<string, Calibration> _calibrations = [];
    private readonly DateTimeOffset _created;
    private readonly long _createdAt;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunShares? _shares;
    private RunStart _start = RunStart.None;
    private DateTimeOffset? _startsAt;
    private DateTimeOffset _begun;
    private DateTimeOffset? _shuts;
    private DateTimeOffset? _lastSend;
    private DateTimeOffset _since;
    private Snapshot? _unjudged;
    private DateTimeOffset _judged;
    private RunStop? _stop;
    private bool _takenOver;
    private bool _asked;
    private long _leases;

    public RunExecution(Scenario scenario, IReadOnlyList<string> agents, IControllerEnd link, long epoch, TimeProvider time, Action<RunReport> changed, string? id = null)
    {
        (_scenario, _agents, _link, _epoch, _time, _changed) = (scenario, new RunAgents(agents), link, epoch, time, changed);
        (_created, _createdAt) = (time.GetUtcNow(), time.GetTimestamp());
        Id = id ?? RunId.New(_created);
        _timeline = new RunTimeline(time);
        _plan = new RunPlan(scenario);
        _guards = new RunGuards(scenario, _created);
        _cleanup = new RunCleanup(scenario.After);
        _search = SearchRun.Of(scenario, agents.Count);
        if (scenario.After.Recovered is { } recovery && scenario.Watched.Count > 0) _recovery = new RecoveryWatch(recovery, scenario.Watched);
    }

    public string Id { get; }

    /// <summary>Done when the run is.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Told of each snapshot that counts, once, however often it comes.</summary>
    public Action<Snapshot> Counted { get; init; } = _ => { };

    /// <summary>Told of each state that it goes into.</summary>
    public Action<RunMove> Moved { get; init; } = _ => { };

    /// <summary>What was approved of, by whom; null = no approval was needed.</summary>
    public Proposal? Approved { get; init; }

    /// <summary>Asks what guards ask of a Prometheus.</summary>
    public Ask Ask { get; init; } = (_, _) => Task.FromResult(QueryAnswer.Failed("nobody is there to ask it"));

    // Clocks may be set meanwhile: how long something has taken goes by another one, that nobody sets.
    private DateTimeOffset Now => _created + _time.GetElapsedTime(_createdAt);

    // In the plan.
    private TimeSpan Position => Now - _begun;

    private RunState State => _timeline.State;

    private bool IsOver => RunTransitions.Ends.Contains(State);

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
        Move(RunState.Baseline);
        if (_recovery is null) Arm();
        QueryRounds rounds = QueryRounds.Begin(_guards.Queries, Ask, _time, Hear);
        await using (rounds.ConfigureAwait(false)) return await LoopAsync().ConfigureAwait(false);
    }

    /// <summary>Ends what another controller began: nothing more is fired, and what its agents told, and tell yet, is its result.</summary>
    /// <param name="started">When it began.</param>
    /// <param name="told">Its snapshots.</param>
    /// <param name="before">Dials of the watched probes from before it.</param>
    /// <param name="reason">Why it is ended.</param>
    public async Task<RunReport> TakeOverAsync(DateTimeOffset started, IReadOnlyList<Snapshot> told, IReadOnlyList<ProbeResult> before, string reason)
    {
        _takenOver = true;
        foreach (RunState state in (RunState[])[RunState.Baseline, RunState.Arming, RunState.Running]) _timeline.Move(state);
        foreach (ProbeResult dial in before) _recovery?.Before(dial);
        (_startsAt, _begun) = (started, Now - (_time.GetUtcNow() - started));
        _agents.Begin(Now);
        _ours.Add(reason);
        Order("controller", reason);
        foreach (Snapshot snapshot in told) Take(snapshot.Agent, snapshot);
        return await LoopAsync().ConfigureAwait(false);
    }

    /// <summary>As it is now.</summary>
    public RunReport Report() => new()
    {
        Id = Id,
        Epoch = _epoch,
        Scenario = _scenario,
        State = State,
        Timeline = [.. _timeline.Moves],
        Started = _startsAt ?? _created,
        Start = _start,
        Plan = _plan.Now,
        Figures = _figures,
        Generator = GeneratorVerdict.Of(_figures),
        Approved = Approved,
        Capacity = _search?.Finding,
        Cleanup = _cleanup.Figures,
        Calibrations = new Dictionary<string, Calibration>(_calibrations),
        Guards = _guards.Readings(),
        Stopped = _stop,
        Changes = [.. _changes],
        Series = [.. _series],
        Probes = [.. _probes],
        Recovery = _recovery?.Reading(),
    };

    private async Task<RunReport> LoopAsync()
    {
        using var tick = new PeriodicTimer(LeaseEvery, _time);
        Task<bool> ticked = tick.WaitForNextTickAsync().AsTask();
        while (!IsOver)
        {
            while (_events.Reader.TryRead(out object? message)) Take(message);
            if (ticked.IsCompleted)
            {
                // A timer that is gone ticks no more, and says so for ever: a run that nobody holds any more is over.
                if (!await ticked.ConfigureAwait(false)) break;
                Tick(Now);
                ticked = tick.WaitForNextTickAsync().AsTask();
            }

            if (Judge(Now)) Change();
            GoOn(Now);
            if (!IsOver) await Task.WhenAny(ticked, _events.Reader.WaitToReadAsync().AsTask()).ConfigureAwait(false);
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
            case FromAgent { Message: RunLeaked leaked } from:
                Leak($"{leaked.Reason} (seen by agent {from.Agent})");
                break;
            case FromAgent { Message: CleanupTold told } from:
                _cleanup.Hear(from.Agent, told, Now);
                break;
            case FromAgent { Message: SnapshotTaken taken } from:
                Take(from.Agent, taken.Snapshot);
                break;
            case FromAgent { Message: SnapshotShown shown } from:
                Take(from.Agent, shown.Snapshot);
                break;
            case ProbeResult result:
                Take(result);
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

    // What follows without anybody's doing, when its time has come.
    private void GoOn(DateTimeOffset now)
    {
        switch (State)
        {
            case RunState.Baseline when _recovery!.IsKnown:
                Arm();
                break;
            case RunState.Baseline when now - _since > _recovery!.Patience:
                Order("guard", $"the customers' probes were not heard of often enough before the load within {Durations.Text(_recovery.Patience)}");
                break;
            case RunState.Running or RunState.Holding or RunState.Draining when _agents.AllEnded(now, Lease.Life + _scenario.Drain):
                Judge(DateTimeOffset.MaxValue);
                if (State != RunState.Draining) Move(RunState.Draining);
                _recovery?.Begin(now - SinceLastSend());
                Move(_timeline.IsStopped || _scenario.After.Cleanup.Count > 0 ? RunState.Compensating : RunState.CoolDown);
                GoOn(now);
                break;
            case RunState.Compensating when _startsAt is null || _cleanup.IsOver(_agents.Names, now):
                Move(RunState.CoolDown);
                GoOn(now);
                break;
            case RunState.CoolDown when _startsAt is null || now - _since >= _scenario.After.CoolDown:
                Move(RunState.Verifying);
                GoOn(now);
                break;
            case RunState.Verifying when _recovery is null || _startsAt is null || _recovery.IsRecovered || now - _since > _recovery.Within:
                if (_startsAt is not null) _recovery?.End();
                RecoveryReading? recovery = _recovery?.Reading();
                bool isDegraded = recovery is { Recovered: false };
                Move(_timeline.IsStopped ? isDegraded ? RunState.AbortedNotRecovered : RunState.Aborted : isDegraded ? RunState.Degraded : RunState.Completed, recovery?.Lacks ?? "");
                break;
        }
    }

    private void Arm()
    {
        Move(RunState.Arming);
        Send();
    }

    private void Move(RunState to, string why = "", string by = "controller")
    {
        _timeline.Move(to, why, by);
        _since = Now;
        Moved(_timeline.Moves[^1]);
        // Whoever hears of the end hears the verdict with it.
        if (!IsOver) Change();
    }

    // Null when it was changed, else why not.
    private string? Change(RateOrder order)
    {
        if (State is not (RunState.Running or RunState.Holding) || _startsAt is null) return "the run is not under way";
        TimeSpan at = Position + RunPlan.Ahead;
        if (_plan.Change(order.Rate, at, out string what) is { } refused) return refused;
        _changes.Add(new RunChange(at, order.By, what));
        Renew();
        Change();
        return null;
    }

    // All agents are ready, and each Prometheus that is asked has said that all is well.
    private void Start()
    {
        if (State != RunState.Arming || !_agents.AllReady || !_guards.AreReady || _startsAt is not null || _stop is not null) return;
        _shares = new RunShares(_agents.Names);
        (_startsAt, _begun) = (_time.GetUtcNow() + StartAhead, Now + StartAhead);
        _shuts = _scenario.Window?.Until(_startsAt.Value);
        _agents.Begin(_begun);
        _guards.Begin(_begun);
        Renew();
        Move(RunState.Running);
    }

    private void Tick(DateTimeOffset now)
    {
        DateTimeOffset wall = _time.GetUtcNow();
        // Whoever is silent since the window's end has done as he should.
        if (_startsAt is not null && State <= RunState.Draining && _scenario.Window?.Shut(wall) is { } why) Order(new RunStop("window", $"the window ended: {why}", Earlier(wall, _shuts)));
        if (_stop is null && State <= RunState.Draining && _guards.Silent(now, _startsAt is not null) is { } reason) Order("guard", reason);
        if (_startsAt is null)
        {
            if (State == RunState.Arming && now - _since > ReadyWithin) LeaveOut(_agents.Unready(), $"only {_agents.Ready} of {_agents.Names.Count} agents were ready within {Durations.Text(ReadyWithin)}");
            return;
        }

        if (State > RunState.Draining)
        {
            // Whoever cleans up says so for as long as it hears of the run.
            Renew();
            return;
        }

        foreach ((string agent, int missing) in _agents.Incomplete(now, NoDataAfter))
        {
            _ours.Add($"agent {agent}: {missing} of its snapshots never came");
            _agents.End(agent);
        }

        if (_stop is null)
        {
            Watch(now);
            if (_shares is { } shares && shares.AnyFree(now)) Redistribute(shares, now);
            if (State is RunState.Running or RunState.Holding) Rein(_throttle.Pass(now), "guard");
        }
        else
        {
            foreach ((string agent, _) in _agents.Silent(now, _scenario.Drain + NoDataAfter + NoDataAfter)) Break(agent, "the agent did not report the end of its share");
        }

        Renew();
    }

    private void Order(string by, string reason) => Order(new RunStop(by, reason, _time.GetUtcNow()));

    private void Order(RunStop stop)
    {
        // When all load has ended there is nothing to stop.
        if (_stop is not null || State > RunState.Draining) return;
        _stop = stop;
        _search?.Stop(stop.Reason);
        if (State.IsBefore())
        {
            Move(stop.By == "person" ? RunState.Cancelled : RunState.Rejected, stop.Reason, stop.By);
            return;
        }

        Move(RunState.Aborting, stop.Reason, stop.By);
        if (_startsAt is not null) Renew();
        Move(RunState.Draining);
        if (_startsAt is not null) return;
        // Nothing was sent, so that nothing is left behind.
        Move(RunState.Compensating);
    }

    private RunReport End()
    {
        if (_takenOver && _agents.Broken == 0) _ours.Add($"all load has ended: {(_agents.Names.Count == 1 ? "its agent" : $"each of its {_agents.Names.Count} agents")} said so, and the last request was sent {(_lastSend is { } sent ? $"at {sent.Rfc3339()}" : "never")}");
        _guards.End(_figures, _series.Count == 0 ? TimeSpan.Zero : _series[^1].At);
        _ours.AddRange(_cleanup.Faults);
        if (_stop is { } stop) _stop = stop with { BreachToLastSend = _lastSend is { } last && last > stop.At ? last - stop.At : TimeSpan.Zero };
        RunReport report = RunConclusion.Of(Report() with { Ended = _time.GetUtcNow() }, _ours, _guards.Thresholds);
        _changed(report);
        _ended.SetResult();
        return report;
    }

    private void Change() => _changed(Report());

    // By the wall clock, which is the one that agents tell theirs in; for as long as that may be believed.
    private TimeSpan SinceLastSend() => _lastSend is { } sent && _time.GetUtcNow() - sent is var since && since > TimeSpan.Zero && since < NoDataAfter + _scenario.Drain ? since : TimeSpan.Zero;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    private sealed record RateOrder(double Rate, string By, TaskCompletionSource<string?> Answer);
}
