using LoadProbe.Link;
using LoadProbe.Metrics;

namespace LoadProbe.Agent;

/// <summary>
/// The only part that touches targets: runs its probes on their schedule and its share of pressure runs, and tells the
/// controller what came of them.
/// </summary>
public sealed class Agent : IAsyncDisposable
{
    private static readonly TimeSpan LeftWithin = TimeSpan.FromSeconds(20);
    private static readonly string? Version = typeof(Agent).Assembly.GetName().Version?.ToString(3);

    private readonly AgentOptions _options;
    private readonly IAgentEnd _link;
    private readonly ProbeRunner _runner;
    private readonly ISecretStore _secrets;
    private readonly TimeProvider _time;
    private readonly MetricsBook? _metrics;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Dictionary<string, PressureWork> _work = [];
    private readonly RunningProbes _running = new();
    private readonly KindGate _gate;
    private readonly Outboxes _outboxes;
    private readonly Attachments _attachments;
    private ProbeSchedule? _schedule;
    private volatile HashSet<string> _assigned = [];
    private Task? _listening;

    /// <param name="options">Who it is, and what it may do.</param>
    /// <param name="link">Its controller's.</param>
    /// <param name="runner">Runs its probes.</param>
    /// <param name="secrets">Of this machine.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="metrics">Where it tells of its probes itself; null = nowhere, the controller does.</param>
    /// <param name="bundles">Keeps the definitions of a run that has to be cleaned up after; null = it takes none of those.</param>
    public Agent(AgentOptions options, IAgentEnd link, ProbeRunner runner, ISecretStore secrets, TimeProvider time, MetricsBook? metrics = null, IBundles? bundles = null)
    {
        (_options, _link, _runner, _secrets, _time, _metrics) = (options, link, runner, secrets, time, metrics);
        _outboxes = new Outboxes(options, bundles, link, secrets, time);
        _attachments = new Attachments(runner.Sources, link, what => _metrics?.Agent.Attachment(options.Name, what), time);
        _gate = new KindGate(options.Limits?.ProbesAtOnce ?? AgentLimits.Nothing.ProbesAtOnce);
    }

    /// <summary>Joins, and does from then on what the controller says.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        _schedule = await ProbeSchedule.StartAsync(_options.Name, RunProbeAsync, ScheduleFigures.Of(_options, _metrics) with { Skipped = Skipped }, _time, token).ConfigureAwait(false);
        await _link.SendAsync(new AgentJoined(new AgentIdentity(_options.Name, _options.Labels, _runner.Abilities, Version)), token).ConfigureAwait(false);
        _ = _outboxes.CleanLeftAsync(_shutdown.Token);
        _listening = ListenAsync();
    }

    /// <summary>Done when what earlier processes left behind is cleaned up, as far as it can be.</summary>
    public Task CleanedAsync(CancellationToken token) => _outboxes.CleanLeftAsync(_shutdown.Token).WaitAsync(token);

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync().ConfigureAwait(false);
        if (_schedule is not null) await _schedule.DisposeAsync().ConfigureAwait(false);
        if (_listening is not null) await _listening.ConfigureAwait(false);
        foreach (PressureWork work in _work.Values) await work.DisposeAsync().ConfigureAwait(false);
        await _outboxes.CleanLeftAsync(_shutdown.Token).ConfigureAwait(false);
        // Journeys in a browser end with it; those under way are waited for after.
        await _runner.DisposeAsync().ConfigureAwait(false);
        await _running.EndedAsync().ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            await foreach (DownMessage message in _link.Inbox.ReadAllAsync(_shutdown.Token).ConfigureAwait(false))
            {
                await DoAsync(message).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down.
        }
    }

    private async Task DoAsync(DownMessage message)
    {
        switch (message)
        {
            case ProbesAssigned assigned:
                HashSet<string> before = _assigned;
                _assigned = [.. assigned.Probes.Select(p => p.Name)];
                await _schedule!.ApplyAsync(assigned.Probes, _shutdown.Token).ConfigureAwait(false);
                foreach (string gone in before.Except(_assigned)) _metrics?.Probes.Forget(gone);
                _attachments.Keep(_assigned);
                break;
            case RunOrdered order:
                foreach (PressureWork old in _work.Values) await old.DisposeAsync().ConfigureAwait(false);
                _work.Clear();
                await ReadyAsync(order).ConfigureAwait(false);
                break;
            case LeaseRenewed renewed when _work.TryGetValue(renewed.Lease.Run, out PressureWork? work):
                work.Take(renewed.Lease);
                break;
        }
    }

    private async Task ReadyAsync(RunOrdered order)
    {
        (string? fault, Calibration? calibration) = await PrepareAsync(order).ConfigureAwait(false);
        if (fault is null && await _work[order.Run].LeakAsync().ConfigureAwait(false) is { } leak)
        {
            await _link.SendAsync(new RunLeaked(order.Run, leak), _shutdown.Token).ConfigureAwait(false);
            return;
        }

        await _link.SendAsync(new RunReady(order.Run, fault, calibration), _shutdown.Token).ConfigureAwait(false);
    }

    private async Task<(string? Fault, Calibration? Calibration)> PrepareAsync(RunOrdered order)
    {
        if (await StillCleaningAsync().ConfigureAwait(false)) return ("it still cleans up what an earlier run left: try again later", null);
        WriteOutbox? outbox = _outboxes.Open(order, out string? unkept);
        if (unkept is not null) return (unkept, null);
        PressureWork work = _work[order.Run] = new PressureWork(order, _options, _link, _secrets, outbox, _time, _shutdown.Token);
        if (_options.Limits?.Fault(order.Scenario, order.Segment) is { } over) return (over, null);
        if (await work.UnprovedAsync().ConfigureAwait(false) is { } unproved) return (unproved, null);
        Calibration calibration = await Pressure.Rehearsal.RunAsync(_time, _shutdown.Token).ConfigureAwait(false);
        await work.LookAtPacketsAsync().ConfigureAwait(false);
        // What getting ready left is cleared away now, and not in the first second.
        GC.Collect();
        return (calibration.Fault(Wanted(order)), calibration);
    }

    // The controller waits for this agent, and not for long.
    private async Task<bool> StillCleaningAsync()
    {
        Task left = _outboxes.CleanLeftAsync(_shutdown.Token);
        return await Task.WhenAny(left, Task.Delay(LeftWithin, _time, _shutdown.Token)).ConfigureAwait(false) != left;
    }

    // At the plan's peak each arrival is a journey of so many steps; users of the closed model take what they get.
    private static double Wanted(RunOrdered order) =>
        new ScenarioPlan(order.Scenario.Tracks).PeakRate / order.Segment.Count * order.Scenario.StepsEach;

    private async Task RunProbeAsync(Probe probe, ProbeStart start, CancellationToken token)
    {
        using IDisposable running = _running.Begin();
        using IDisposable? place = _gate.TryEnter(probe.Journey);
        if (place is null)
        {
            Skipped(probe.Name, "limit");
            return;
        }

        ProbeResult result = await _runner.RunAsync(probe, _shutdown.Token).ConfigureAwait(false);
        if (_shutdown.IsCancellationRequested) return;
        result = result with { Lateness = start.Lateness };
        // What is gone may have been under way.
        if (_assigned.Contains(probe.Name)) _metrics?.Write(result);
        if (!_link.TrySend(new ProbeFinished(result))) Skipped(probe.Name, "queue_full");
        await _attachments.SendAsync(result, _shutdown.Token).ConfigureAwait(false);
    }

    private void Skipped(string probe, string reason)
    {
        string target = _schedule?.Find(probe)?.Journey.Target.Name ?? "";
        _metrics?.Probes.Skipped(probe, target, _options.Name, reason);
        _link.TrySend(new ProbeSkipped(probe, target, reason));
    }
}
