using LoadProbe.Probing;

namespace LoadProbe.Pressure;

/// <summary>
/// Presses one agent's share of a scenario: each arrival at its due time, by a free customer or not at all. It fires only
/// while the lease holds, and gives a snapshot each second.
/// </summary>
public sealed class LoadRunner : IDisposable
{
    private static readonly TimeSpan ShareTick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DrainTick = TimeSpan.FromMilliseconds(10);

    private readonly Scenario _scenario;
    private readonly Segment _segment;
    private readonly string _agent;
    private readonly LeaseHold _lease;
    private readonly TimeProvider _time;
    private readonly ScenarioPlan _plan;
    private readonly Recorder _recorder;
    private readonly CustomerWork _work;
    private readonly Crowd _crowd;
    private readonly LeasedPlan[] _plans;
    private readonly JourneyChoice[] _choices;
    private readonly List<Share> _shares = [];
    private readonly ClosedLoad[] _closed;
    private readonly HealthMeter _health;
    private long _start;
    private DateTimeOffset? _began;
    private TimeSpan _snappedAt;
    private int _snapshots, _nextSecond = 1;

    /// <param name="run">Its id, which the requests carry.</param>
    /// <param name="scenario">What is pressed.</param>
    /// <param name="segment">This agent's share.</param>
    /// <param name="agent">Its name.</param>
    /// <param name="lease">The right to fire.</param>
    /// <param name="secrets">What the journeys refer to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="browser">Runs journeys of browser steps; null = there are none.</param>
    /// <param name="limits">The agent's own, whatever the scenario and the leases say; null = it has none.</param>
    /// <param name="unwanted">Told at once why the target wants no more; must not wait. Null = the snapshots are soon enough.</param>
    /// <param name="writes">Told before a journey writes; null = nothing is cleaned up.</param>
    /// <param name="sample">Told of each request over HTTP/1.1; null = nobody wants to know.</param>
    public LoadRunner(string run, Scenario scenario, Segment segment, string agent, LeaseHold lease, ISecretStore secrets, TimeProvider time, BrowserRun? browser = null, AgentLimits? limits = null, Action<string>? unwanted = null, IWriteLog? writes = null, RequestSample? sample = null)
    {
        _plan = new ScenarioPlan(scenario.Tracks);
        scenario = scenario with { Tracks = RowShare.Deal(scenario.Tracks, _plan) };
        (_scenario, _segment, _agent, _lease, _time) = (scenario, segment, agent, lease, time);
        Journey[] journeys = [.. scenario.Mix.Select(m => m.Journey)];
        _recorder = new Recorder(journeys, time);
        _work = new CustomerWork(journeys, scenario.Connections, _recorder, secrets, browser, time) { Mark = PressureMark.Of(scenario.Mark, run), Egress = limits?.Egress, Writes = writes, Sample = sample, Ceiling = limits is null ? null : new CeilingHold(limits, time) };
        _work.Target.Stopping = reason =>
        {
            _work.StopSteps();
            unwanted?.Invoke(reason);
        };
        _crowd = new Crowd(_work, (int)Math.Max(1, segment.Share(scenario.MaxInFlight)));
        var rhythm = new UserRhythm(scenario.Think, scenario.Pace, time);
        _choices = [.. scenario.Tracks.Select((t, i) => new JourneyChoice(t, scenario.Tracks.Take(i).Sum(b => b.Mix.Count)))];
        _plans = [.. scenario.Tracks.Select((t, i) => new LeasedPlan(_plan.Tracks[i], scenario.Tracks.Count == 1, lease))];
        _closed = [.. _choices.Select((choice, i) => new ClosedLoad(_plan.Tracks[i], choice, segment, rhythm, _work))];
        _health = new HealthMeter(time);
    }

    /// <summary>Runs the share from <paramref name="start"/> (a timestamp) to its end, or until the lease ends it.</summary>
    /// <param name="start">When arrival time zero is.</param>
    /// <param name="snapshots">Gets one each second, and a last one.</param>
    /// <param name="shutdown">Ends everything at once.</param>
    public async Task RunAsync(long start, Func<Snapshot, ValueTask> snapshots, CancellationToken shutdown)
    {
        _start = start;
        // Who comes late begins with the second that it comes in.
        _nextSecond = 1 + (int)Math.Max(0, _time.GetElapsedTime(start).TotalSeconds);
        _work.CountedFrom = start + _time.Stamps(_scenario.WarmUp);
        if (_work.Sample is { } sample) sample.CountedFrom = _work.CountedFrom;
        using CancellationTokenRegistration stop = shutdown.Register(_work.StopHard);
        Task firing = FireAsync(start);
        try
        {
            await SnapAsync(firing, snapshots).ConfigureAwait(false);
        }
        catch
        {
            // A fault of ours must not leave the load going on.
            _work.StopHard();
            await firing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await firing.ConfigureAwait(false);
        StopCause? cause = _time.GetElapsedTime(_start) >= _plan.Duration ? null : Stopped();
        if (cause is not null) _work.StopSteps();
        await SnapAsync(DrainAsync(), snapshots).ConfigureAwait(false);
        foreach (ClosedLoad closed in _closed) await closed.EndAsync().ConfigureAwait(false);
        _work.ThrowBug();
        await snapshots(Snap(last: true) with { Last = true, Stopped = cause }).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _crowd.Dispose();
        foreach (ClosedLoad closed in _closed) closed.Dispose();
        _work.Dispose();
    }

    private async Task FireAsync(long start)
    {
        // All tracks together are one run: they share the ceiling.
        ShareCeiling? own = Ceiling(_segment);
        List<Task> firing = [.. _closed.Select(c => c.FireAsync(start, new ShareReins(_lease, own), Stopped))];
        Begin();
        while (_scenario.AgentLost == AgentLoss.Redistribute && Stopped() is null && _time.GetElapsedTime(start) < _plan.Duration)
        {
            await Task.Delay(ShareTick, _time, _work.HardStop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Begin();
        }

        await Task.WhenAll(firing).ConfigureAwait(false);

        void Begin()
        {
            foreach (Share share in _lease.Current?.Shares ?? [new Share(_segment, TimeSpan.Zero)])
            {
                if (_shares.Contains(share)) continue;
                lock (_shares) _shares.Add(share);
                ShareCeiling? ceiling = share.Segment == _segment ? own : Ceiling(share.Segment);
                firing.AddRange(_choices.Select((choice, i) => new OpenLoad(_plans[i], choice, share, new ShareReins(_lease, ceiling), _crowd, _work).FireAsync(start, Stopped)));
            }
        }
    }

    private ShareCeiling? Ceiling(Segment segment) => _lease.Current?.RateCeiling is { } rate ? new ShareCeiling(rate, segment, _time) : null;

    // Each share wants its part of the plan's rate from its time on.
    private double PartAt(TimeSpan at)
    {
        lock (_shares) return _shares.Sum(s => s.From <= at ? 1.0 / s.Segment.Count : 0);
    }

    private StopCause? Stopped() => _work.HardStop.IsCancellationRequested ? StopCause.Shutdown : _work.Target.Reason is not null ? StopCause.Target : _lease.Stopped();

    private async Task DrainAsync()
    {
        long from = _time.GetTimestamp();
        while (Taken > 0)
        {
            // The window of a plan at its end closes while it drains: only that is no reason to cut journeys short.
            if (_lease.Stopped() is StopCause.Ordered or StopCause.LeaseLost or StopCause.Reflex) _work.StopSteps();
            if (_time.GetElapsedTime(from) >= _scenario.Drain) _work.StopHard();
            await Task.Delay(DrainTick, _time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>A snapshot at each whole second of the plan until <paramref name="work"/> is done.</summary>
    private async Task SnapAsync(Task work, Func<Snapshot, ValueTask> snapshots)
    {
        while (!work.IsCompleted)
        {
            TimeSpan left = TimeSpan.FromSeconds(_nextSecond) - _time.GetElapsedTime(_start);
            if (left <= TimeSpan.Zero)
            {
                _nextSecond++;
                await snapshots(Snap()).ConfigureAwait(false);
            }
            else
            {
                // Timers may fire a little early: the loop looks at the clock again.
                await Task.WhenAny(work, Task.Delay(left, _time, CancellationToken.None)).ConfigureAwait(false);
            }
        }
    }

    private Snapshot Snap(bool last = false)
    {
        TimeSpan at = _time.GetElapsedTime(_start);
        // What warms up is in no figure.
        NetworkFigures? network = _work.Network.Read(all: last) is { } told && _snappedAt >= _scenario.WarmUp ? told : null;
        _snappedAt = at;
        long? oldest = _closed.Select(c => c.Oldest()).Append(_crowd.Oldest()).Min();
        Snapshot snapshot = _recorder.Drain(_agent, ++_snapshots, at);
        // After what has ended was taken: what ends in between is told once, by the next one.
        var underWay = new UnderWay(_work.Journeys);
        _crowd.Tell(underWay);
        foreach (ClosedLoad closed in _closed) closed.Tell(underWay);
        if (snapshot.Lateness.Count > 0) _began ??= _time.GetUtcNow() - at + snapshot.Lateness.Min;
        return snapshot with
        {
            Began = _began,
            InFlight = Taken,
            UnderWay = underWay.Told(),
            OldestInFlight = oldest is null ? TimeSpan.Zero : _time.GetElapsedTime(oldest.Value),
            TargetRate = _plans.Sum(p => p.Now().RateAt(at)) * PartAt(at),
            Generator = _health.Read(),
            Network = network,
            Unwanted = _work.Target.Reason,
            HeldFor = _work.Target.Drain(),
        };
    }

    private int Taken => _crowd.Taken + _closed.Sum(c => c.Taken);
}
