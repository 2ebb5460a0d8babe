using LoadProbe.Browser;
using LoadProbe.Link;
using LoadProbe.Pressure;
using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>One run's share on this agent: made ready, started when the lease says when, reported each second.</summary>
internal sealed class PressureWork : IAsyncDisposable
{
    private readonly RunOrdered _order;
    private readonly IAgentEnd _link;
    private readonly TimeProvider _time;
    private readonly LeaseHold _lease;
    private readonly BrowserPool? _browsers;
    private readonly LoadRunner _runner;
    private readonly ProofWatch? _proof;
    private readonly ShadowWatch? _shadow;
    private readonly WriteOutbox? _outbox;
    private readonly RunCleanup? _cleanup;
    private readonly Reflex? _reflex;
    private readonly OwnShareWatch? _own;
    private readonly CancellationTokenSource _shutdown;
    private Task? _running;

    public PressureWork(RunOrdered order, AgentOptions options, IAgentEnd link, ISecretStore secrets, WriteOutbox? outbox, TimeProvider time, CancellationToken shutdown)
    {
        (_order, _link, _time, _outbox) = (order, link, time, outbox);
        _lease = new LeaseHold(time);
        int visitors = order.Scenario.Tracks.Where(t => t.Mix.Any(m => m.Journey.Browser is not null)).Sum(t => new LoadPlan(t.Load).PeakUsers);
        if (visitors > 0) _browsers = new BrowserPool(new BrowserOptions { AtOnce = visitors, WayOut = options.WayOut(time) }, time);
        _reflex = Reflex.Of(order.Scenario);
        _proof = ProofWatch.Of(order.Scenario, options, secrets, time);
        _shadow = ShadowWatch.Of(order, outbox, options, secrets, time);
        Func<StepEffect, IEnumerable<(string, string)>>? marks = PressureMark.Of(order.Scenario.Mark, order.Run) is { } mark ? effect => mark.Fields([], effect) : null;
        if (options.CapturesRuns) _own = new OwnShareWatch(order, time);
        _runner = new LoadRunner(order.Run, order.Scenario, order.Segment, options.Name, _lease, secrets, time, _browsers is null ? null : (journey, variables, keep, answered, token) => _browsers.RunAsync(journey, variables, keep ? options.Artifacts : null, token, marks, answered), options.Limits, reason => _link.TrySend(new RunUnwanted(order.Run, reason)), outbox, _own?.Sample);
        if (outbox is not null) _cleanup = new RunCleanup(order, outbox, link, options.Limits?.Egress, secrets, time);
        _shutdown = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
    }

    public string Run => _order.Run;

    /// <summary>Why the target is not to be pressed; null = nothing speaks against it.</summary>
    public async Task<string?> UnprovedAsync() => _proof is null ? null : await _proof.FaultAsync(_shutdown.Token).ConfigureAwait(false);

    /// <summary>Why it cannot be said that what is written will be kept apart; null = it can, or another agent looks. What it writes for that is taken back.</summary>
    public async Task<string?> LeakAsync()
    {
        if (_shadow is null) return null;
        string? fault = await _shadow.FaultAsync(_shutdown.Token).ConfigureAwait(false);
        if (_cleanup is not null) await _cleanup.BeforeAsync(_shutdown.Token).ConfigureAwait(false);
        return fault;
    }

    /// <summary>Packets are looked at from now on, where they are wanted and this machine allows it.</summary>
    public Task LookAtPacketsAsync() => _own?.BeginAsync(_shutdown.Token) ?? Task.CompletedTask;

    /// <summary>Takes a renewed lease. The first one that says when to start, starts.</summary>
    public void Take(Lease lease)
    {
        _cleanup?.TellAgain();
        if (lease.Run != Run || !_lease.Take(lease)) return;
        if (_running is null && lease is { Phase: LeasePhase.Run, StartsAt: { } start }) _running = RunAsync(start);
    }

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync().ConfigureAwait(false);
        if (_running is not null) await _running.ConfigureAwait(false);
        _runner.Dispose();
        if (_own is not null) await _own.DisposeAsync().ConfigureAwait(false);
        if (_outbox is not null) await _outbox.DisposeAsync().ConfigureAwait(false);
        if (_browsers is not null) await _browsers.DisposeAsync().ConfigureAwait(false);
        _shutdown.Dispose();
    }

    private async Task RunAsync(DateTimeOffset start)
    {
        await Task.Yield();
        await PressAsync(start).ConfigureAwait(false);
        // However the share ended; what an agent leaves that shuts down is for its next start.
        if (_cleanup is not null && !_shutdown.IsCancellationRequested) await _cleanup.RunAsync(_shutdown.Token).ConfigureAwait(false);
    }

    private async Task PressAsync(DateTimeOffset start)
    {
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_shutdown.Token);
            Task watching = Task.WhenAll(WatchAsync(ended.Token), WatchShadowAsync(ended.Token));
            long origin = _time.GetTimestamp() + _time.Stamps(start - _time.GetUtcNow());
            await _runner.RunAsync(origin, TellAsync, _shutdown.Token).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A bug of ours must reach the run's verdict, not end the agent with all its probes.
            await _link.SendAsync(new RunBroken(Run, $"{e.GetType().Name}: {e.Message}"), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask TellAsync(Snapshot second)
    {
        Snapshot judged = Judged(second);
        if (_own is not null) judged = judged with { Own = await _own.ReadAsync(second.Last, CancellationToken.None).ConfigureAwait(false) };
        await _link.SendAsync(new SnapshotTaken(Run, judged), CancellationToken.None).ConfigureAwait(false);
    }

    private Snapshot Judged(Snapshot second)
    {
        if (_reflex?.Breaks(second) == true) _lease.End(StopCause.Reflex);
        return second with { Reflex = _reflex?.Stop };
    }

    // The agent ends its share by itself, whoever can or cannot reach it.
    private async Task WatchAsync(CancellationToken token)
    {
        if (_proof is null) return;
        try
        {
            await _proof.GoneAsync(token).ConfigureAwait(false);
            _lease.End(StopCause.Unproved);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task WatchShadowAsync(CancellationToken token)
    {
        if (_shadow is null) return;
        try
        {
            string reason = await _shadow.LeakAsync(token).ConfigureAwait(false);
            _lease.End(StopCause.Leak);
            _link.TrySend(new RunLeaked(Run, reason));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
