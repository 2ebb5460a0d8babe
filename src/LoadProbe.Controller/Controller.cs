using System.Collections.Concurrent;
using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Controller;

/// <summary>
/// Decides and remembers, and never touches a target: hands probes to agents, stores what they report, leads pressure
/// runs, and shows all of it.
/// </summary>
public sealed class Controller : IAsyncDisposable
{
    private static readonly TimeSpan LastSeconds = TimeSpan.FromSeconds(1);

    private readonly IControllerEnd _link;
    private readonly MetricsBook _metrics;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, AgentIdentity> _agents = new();
    private readonly TaskCompletionSource _firstAgent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly SemaphoreSlim _oneRun = new(1, 1);
    private readonly Lock _starting = new();
    private readonly Task _listening;
    private volatile IReadOnlyList<Probe> _probes = [];
    private volatile IReadOnlyList<Probe> _watched = [];
    private volatile RunExecution? _run;
    private Task _started = Task.CompletedTask;
    private bool _rehearsed;

    public Controller(IControllerEnd link, IStore store, MetricsBook metrics, TimeProvider time)
    {
        (_link, Store, _metrics, _time) = (link, store, metrics, time);
        _listening = ListenAsync();
    }

    public IStore Store { get; }

    public ProbeBoard Board { get; } = new();

    /// <summary>The run under way, or the last one, as JSON.</summary>
    public LiveRun Live { get; } = new();

    public IReadOnlyCollection<AgentIdentity> Agents => [.. _agents.Values];

    /// <summary>The scenarios that may be started from the pages.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; set; } = [];

    public MetricsBook Metrics => _metrics;

    /// <summary>Done when an agent has joined.</summary>
    public Task AgentJoinedAsync(CancellationToken token) => _firstAgent.Task.WaitAsync(token);

    /// <summary>The probes to run from now on; those that are gone leave the board and the metrics.</summary>
    public void Apply(IReadOnlyList<Probe> probes)
    {
        foreach (Probe gone in _probes.Where(old => probes.All(p => p.Name != old.Name))) _metrics.Probes.Forget(gone.Name);
        _probes = probes;
        Assign();
    }

    /// <summary>Runs a scenario to its end. One at a time; the probes its guards watch are dialled meanwhile.</summary>
    /// <param name="scenario">Checked before.</param>
    /// <param name="progress">Told of each change; must not keep the report.</param>
    /// <param name="stop">A person's or a shutdown's wish to end it.</param>
    public async Task<RunReport> RunAsync(Scenario scenario, Action<RunReport> progress, CancellationToken stop)
    {
        await _oneRun.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (!_rehearsed) await RunRehearsal.RunAsync(scenario, _time).ConfigureAwait(false);
            _rehearsed = true;
            var run = new RunExecution(scenario, [.. _agents.Keys.Order(StringComparer.Ordinal)], _link, _time, report =>
            {
                Live.Set(report);
                _metrics.Runs.State(scenario.Name, report.State.ToString().ToLowerInvariant());
                progress(report);
            });
            _watched = scenario.Watched;
            _run = run;
            Assign();
            using CancellationTokenRegistration registration = stop.Register(() => run.Stop("person", "interrupted"));
            RunReport ended = await run.RunAsync().ConfigureAwait(false);
            await Store.SaveAsync(ended, CancellationToken.None).ConfigureAwait(false);
            return ended;
        }
        finally
        {
            _run = null;
            _watched = [];
            Assign();
            _oneRun.Release();
        }
    }

    /// <summary>Starts one of the <see cref="Scenarios"/>, which goes on by itself.</summary>
    /// <returns>Null when it was started, else why not.</returns>
    public string? Start(string name)
    {
        if (Scenarios.FirstOrDefault(s => s.Name == name) is not { } scenario) return $"there is no scenario {name} here";
        if (RunGate.Refusal(scenario, _time.GetUtcNow()) is { } refused) return refused;
        if (_agents.IsEmpty) return "no agent has joined";
        lock (_starting)
        {
            if (!_started.IsCompleted || _oneRun.CurrentCount == 0) return "a run is under way";
            _started = RunAsync(scenario, _ => { }, CancellationToken.None);
            return null;
        }
    }

    /// <summary>Stops the run under way, if any; anyone may.</summary>
    public bool StopRun(string reason)
    {
        RunExecution? run = _run;
        run?.Stop("person", reason);
        return run is not null;
    }

    public async ValueTask DisposeAsync()
    {
        if (StopRun("the controller is shutting down")) await Task.WhenAny(_started, Task.Delay(LastSeconds, _time)).ConfigureAwait(false);
        await _shutdown.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
        _shutdown.Dispose();
        _oneRun.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            await foreach (FromAgent from in _link.Inbox.ReadAllAsync(_shutdown.Token).ConfigureAwait(false)) Hear(from);
        }
        catch (OperationCanceledException)
        {
            // Shutting down: what is still in the inbox was said, and is worth keeping.
            while (_link.Inbox.TryRead(out FromAgent from)) Hear(from);
        }
    }

    private void Hear(FromAgent from)
    {
        switch (from.Message)
        {
            case AgentJoined joined:
                _agents[from.Agent] = joined.Agent;
                _metrics.Joined(from.Agent, joined.Agent.Labels);
                Assign();
                _firstAgent.TrySetResult();
                break;
            case AgentLeft:
                _agents.TryRemove(from.Agent, out _);
                break;
            case ProbeFinished finished:
                Board.Write(finished.Result);
                _metrics.Write(finished.Result);
                Store.TryAdd(finished.Result);
                _run?.Hear(finished.Result);
                break;
            case ProbeSkipped skipped:
                _metrics.Probes.Skipped(skipped.Probe, skipped.Target, from.Agent, skipped.Reason);
                break;
            case SnapshotTaken taken:
                Store.TryAdd(taken.Run, taken.Snapshot);
                if (_run is { } run && run.Id == taken.Run)
                {
                    _metrics.Runs.Write(run.Scenario, taken.Snapshot);
                    run.Hear(from);
                }

                break;
            default:
                _run?.Hear(from);
                break;
        }
    }

    private void Assign()
    {
        IReadOnlyList<Probe> all = [.. _probes, .. _watched.Where(w => _probes.All(p => p.Name != w.Name))];
        Board.Probes = all;
        foreach (AgentIdentity agent in _agents.Values) _link.TrySend(agent.Name, new ProbesAssigned([.. all.Where(p => Runs(p, agent))]));
    }

    private static bool Runs(Probe probe, AgentIdentity agent) =>
        probe.From.All(label => agent.Labels.TryGetValue(label.Key, out string? value) && label.Value.Contains(value));
}
