using System.Collections.Concurrent;
using LoadProbe.Definitions;
using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller;

/// <summary>
/// The time in which a controller leads: it hands probes to the agents, stores what they report, and leads runs, one at a time.
/// </summary>
internal sealed class Term : IAsyncDisposable
{
    private static readonly TimeSpan LastSeconds = TimeSpan.FromSeconds(1);

    private readonly IControllerEnd _link;
    private readonly IBundles? _bundles;
    private readonly Controller _controller;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, AgentIdentity> _agents = new();
    private readonly TaskCompletionSource _firstAgent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly SemaphoreSlim _oneRun = new(1, 1);
    private readonly Lock _starting = new();
    private readonly Receipts _receipts;
    private readonly AttachmentIntake _attachments;
    private readonly AlertDesk _alerts;
    private readonly ProbeVerdicts _verdicts;
    private readonly Task _listening;
    private volatile IReadOnlyList<Probe> _watched = [];
    private volatile IReadOnlyList<Probe> _all;
    private volatile RunExecution? _run;
    private Task _started = Task.CompletedTask;
    private volatile Task _underWay = Task.CompletedTask;

    public Term(Controller controller, IControllerEnd link, IBundles? bundles, long epoch, TimeProvider time)
    {
        (_controller, _link, _bundles, Epoch, _time) = (controller, link, bundles, epoch, time);
        _receipts = new Receipts(controller.Store);
        _attachments = new AttachmentIntake(controller.Store.Attachments, controller.Metrics.Own.Store.AttachmentPart, time);
        _alerts = new AlertDesk(controller.Store, controller.Metrics.Own.Alerts, controller.Tell, time);
        _verdicts = new ProbeVerdicts(controller.Store.Incidents, new StandingTally(controller.Store.Standings, epoch, time), new Fleet(() => Agents, Sign, time), controller.Metrics.Own.Verdicts, time, _alerts.Hear);
        _all = controller.Probes;
        Judge();
        _listening = ListenAsync();
    }

    public long Epoch { get; }

    public LinkState Link => _link.State;

    public IReadOnlyCollection<AgentIdentity> Agents => [.. _agents.Values];

    public AgentSign? Sign(string agent) => _link.Sign(agent);

    /// <summary>How a probe stands on all its agents together; null = nobody has looked yet.</summary>
    public ProbeStanding? Standing(string probe) => _verdicts.Of(probe);

    /// <summary>Done when an agent has joined.</summary>
    public Task AgentJoinedAsync(CancellationToken token) => _firstAgent.Task.WaitAsync(token);

    /// <summary>Runs a scenario to its end, after the one under way; the probes that its guards watch are dialled meanwhile.</summary>
    /// <param name="id">What the run is called; null = not known yet.</param>
    /// <param name="approved">What was approved of, by which agents; null = no approval was needed.</param>
    public Task<RunReport> RunAsync(Scenario scenario, string? id, Proposal? approved, Action<RunReport> progress, CancellationToken stop) => AloneAsync(over => RunAsync(scenario, id, approved, progress, over, stop), stop);

    /// <summary>Starts a scenario, which goes on by itself.</summary>
    /// <returns>Null when it was started, else why not.</returns>
    public string? Start(Scenario scenario, string id, Proposal? approved)
    {
        lock (_starting)
        {
            if (Refusal is { } refused) return refused;
            if (approved is not null && !approved.About.Agents.Any(_agents.ContainsKey)) return $"none of the agents that were approved is there: {string.Join(", ", approved.About.Agents)}";
            _started = RunAsync(scenario, id, approved, _ => { }, CancellationToken.None);
            return null;
        }
    }

    /// <summary>Why no run can be started at this moment; null = one can.</summary>
    // One that is over and not stored yet is waited for.
    public string? Refusal => _agents.IsEmpty ? "no agent has joined" : _underWay.IsCompleted ? null : "a run is under way";

    /// <summary>
    /// Ends a run that another controller began: its agents are told to stop until each has ended its share, and what they told is
    /// its result. It never goes on.
    /// </summary>
    public Task<RunReport> TakeOverAsync(UnfinishedRun left, CancellationToken stop) => AloneAsync(over => TakeOverAsync(left, over, stop), stop);

    /// <summary>Stops the run under way, if any.</summary>
    public bool StopRun(string by, string reason)
    {
        RunExecution? run = _run;
        run?.Stop(by, reason);
        return run is not null;
    }

    /// <summary>Another rate for the rest of the run under way.</summary>
    /// <returns>Null when it was changed, else why not.</returns>
    public async Task<string?> ChangeRateAsync(double rate, string by)
    {
        if (_run is not { } run) return "no run is under way";
        // One that has just ended answers nothing more.
        Task<string?> answer = run.ChangeRateAsync(rate, by);
        return await Task.WhenAny(answer, run.Ended).ConfigureAwait(false) == answer ? await answer.ConfigureAwait(false) : "the run is not under way";
    }

    /// <summary>Tells all agents their probes.</summary>
    public void Assign()
    {
        IReadOnlyList<Probe> probes = _controller.Probes;
        IReadOnlyList<Probe> all = [.. probes, .. _watched.Where(w => probes.All(p => p.Name != w.Name))];
        _controller.Board.Probes = _all = all;
        Judge();
        // One message to all that run the same ones: the link packs it once.
        foreach (var same in _agents.Values.GroupBy(a => string.Join('\n', all.Where(p => Runs(p, a)).Select(p => p.Name))))
        {
            ProbesAssigned assigned = Assigned(same.First());
            foreach (AgentIdentity agent in same) _link.TrySend(agent.Name, assigned);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (StopRun("controller", "the controller leads no more")) await Task.WhenAny(_started, Task.Delay(LastSeconds, _time)).ConfigureAwait(false);
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        await _receipts.DisposeAsync().ConfigureAwait(false);
        await _attachments.DisposeAsync().ConfigureAwait(false);
        await _verdicts.DisposeAsync().ConfigureAwait(false);
        await _alerts.DisposeAsync().ConfigureAwait(false);
    }

    // One at a time: whoever comes waits until the one before is stored.
    private async Task<RunReport> AloneAsync(Func<TaskCompletionSource, Task<RunReport>> running, CancellationToken stop)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_starting) _underWay = over.Task;
        try
        {
            await _oneRun.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                return await running(over).ConfigureAwait(false);
            }
            finally
            {
                _oneRun.Release();
            }
        }
        finally
        {
            over.TrySetResult();
        }
    }

    private async Task<RunReport> RunAsync(Scenario scenario, string? id, Proposal? approved, Action<RunReport> progress, TaskCompletionSource over, CancellationToken stop)
    {
        await _controller.RehearseAsync(scenario).ConfigureAwait(false);
        // Who came after the approval has no part in it.
        IReadOnlyList<string> agents = [.. _agents.Keys.Where(a => approved?.About.Agents.Contains(a) != false).Order(StringComparer.Ordinal)];
        using var prometheus = new PrometheusApi(new SecretStore(), _time);
        string name = id ?? RunId.New(_time.GetUtcNow());
        var run = new RunExecution(scenario, agents, _link, Epoch, _time, report => Change(report, progress, over), name) { Counted = Count(scenario), Moved = Told(name), Approved = approved, Ask = prometheus.AskAsync };
        // In one process nobody is left who could end it.
        if (_bundles?.Pack(scenario, out _) is { } definitions) await _controller.Store.BeginAsync(run.Report(), new RunOrders(agents, definitions), stop).ConfigureAwait(false);
        using CancellationTokenRegistration registration = stop.Register(() => run.Stop("person", "interrupted"));
        return await RunAsync(run, scenario.Watched, run.RunAsync).ConfigureAwait(false);
    }

    private async Task<RunReport> TakeOverAsync(UnfinishedRun left, TaskCompletionSource over, CancellationToken stop)
    {
        string reason = $"the controller of epoch {left.Epoch} that led it is gone";
        Scenario? scenario = _bundles?.OpenScenario(left.Orders.Definitions, out _);
        // Definitions that cannot be read any more keep nobody from stopping the load.
        scenario ??= new Scenario { Name = left.Scenario, At = default, Target = new Target { Name = left.Scenario, Address = new Uri("http://unknown.invalid/") }, Tracks = [] };
        var run = new RunExecution(scenario, left.Orders.Agents, _link, Epoch, _time, report => Change(report, _ => { }, over), left.Id) { Counted = Count(scenario), Moved = Told(left.Id) };
        return await RunAsync(run, scenario.Watched, async () =>
        {
            // The run hears its agents from here on; what they said until now was given to the store.
            await _controller.Store.FlushAsync(stop).ConfigureAwait(false);
            IReadOnlyList<Snapshot> told = await _controller.Store.SnapshotsAsync(left.Id, stop).ConfigureAwait(false);
            IReadOnlyList<ProbeResult> before = StoredDials.Before(await _controller.Store.RunAsync(left.Id, stop).ConfigureAwait(false));
            return await run.TakeOverAsync(left.Started, told, before, reason).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task<RunReport> RunAsync(RunExecution run, IReadOnlyList<Probe> watched, Func<Task<RunReport>> running)
    {
        try
        {
            (_watched, _run) = (watched, run);
            Assign();
            RunReport ended = await running().ConfigureAwait(false);
            await _controller.Store.SaveAsync(ended, CancellationToken.None).ConfigureAwait(false);
            _controller.Audit.Say(new AuditEvent("controller", "ended", ended.Id, $"{ended.State.Words()}, {ended.Verdict?.ToString().ToLowerInvariant()}{(ended.Stopped is { } stopped ? $", stopped by {stopped.By}: {stopped.Reason}" : "")}"));
            if (ended.Cleanup is { } cleaned) _controller.Audit.Say(new AuditEvent("controller", "cleaned", ended.Id, $"{cleaned}"));
            return ended;
        }
        finally
        {
            (_run, _watched) = (null, []);
            if (!_shutdown.IsCancellationRequested) Assign();
        }
    }

    private void Change(RunReport report, Action<RunReport> progress, TaskCompletionSource over)
    {
        // Whoever sees that it has ended may start the next one.
        if (report.Ended is not null) over.TrySetResult();
        // Whoever leads now has the word.
        if (_shutdown.IsCancellationRequested) return;
        bool moved = _controller.Live.Set(report);
        _controller.Metrics.Runs.State(report.Scenario.Name, report.State.Word());
        if (moved && _bundles is not null && report.Ended is null) _controller.Store.TryAdd(report);
        progress(report);
    }

    private Action<RunMove> Told(string run) => move => _controller.Audit.Say(run, move);

    private Action<Snapshot> Count(Scenario scenario) => snapshot => _controller.Count(scenario, snapshot);

    private async Task ListenAsync()
    {
        try
        {
            await foreach (FromAgent from in _link.Inbox.ReadAllAsync(_shutdown.Token).ConfigureAwait(false)) Hear(from);
        }
        catch (OperationCanceledException)
        {
            // What is still in the inbox was said, and is worth keeping.
            while (_link.Inbox.TryRead(out FromAgent from)) Hear(from);
        }
    }

    private void Hear(FromAgent from)
    {
        switch (from.Message)
        {
            case AgentJoined joined:
                _agents[from.Agent] = joined.Agent;
                // The others have theirs: telling all of them each time that one joins would be as many messages as the square of the fleet.
                _link.TrySend(from.Agent, Assigned(joined.Agent));
                _firstAgent.TrySetResult();
                _run?.Hear(from);
                break;
            case AgentLeft:
                _agents.TryRemove(from.Agent, out _);
                break;
            case ProbeFinished finished:
                _controller.Board.Write(finished.Result);
                _controller.Metrics.Write(finished.Result);
                _verdicts.Add(finished.Result);
                _receipts.Add(from.Receipt, _controller.Store.TryAdd(finished.Result));
                _run?.Hear(finished.Result);
                break;
            case ProbeSkipped skipped:
                _controller.Metrics.Probes.Skipped(skipped.Probe, skipped.Target, from.Agent, skipped.Reason);
                break;
            case AttachmentPart part:
                _attachments.Add(part, from.Receipt);
                break;
            case SnapshotTaken taken:
                _receipts.Add(from.Receipt, _controller.Store.TryAdd(taken.Run, taken.Snapshot));
                Hear(taken.Run, from);
                break;
            case SnapshotShown shown:
                Hear(shown.Run, from);
                break;
            case RunUnwanted unwanted:
                Hear(unwanted.Run, from);
                break;
            case RunLeaked leaked:
                Hear(leaked.Run, from);
                break;
            case CleanupTold told when _run?.Id == told.Run:
                Hear(told.Run, from);
                break;
            case CleanupTold { Over: true } late:
                // After a crash: the run itself is over, for better or worse.
                _controller.Audit.Say(new AuditEvent($"agent {from.Agent}", "cleaned", late.Run, $"{late.Figures}"));
                break;
            case CleanupTold:
                break;
            default:
                _run?.Hear(from);
                break;
        }
    }

    private void Hear(string id, FromAgent from)
    {
        if (_run is { } run && run.Id == id) run.Hear(from);
    }

    // The incidents of a store that is shared are those of the controller that leads the agents between processes, and nobody else's.
    private void Judge()
    {
        if (!_controller.HasProbes || (_bundles is null && _controller.Store.Shared is not null)) return;
        _alerts.Use(_controller.Alerts, _all);
        _verdicts.Judge(_all);
    }

    private ProbesAssigned Assigned(AgentIdentity agent) => new([.. _all.Where(p => Runs(p, agent))]);

    private static bool Runs(Probe probe, AgentIdentity agent) =>
        probe.From.All(label => agent.Labels.TryGetValue(label.Key, out string? value) && label.Value.Contains(value));
}
