using System.Runtime.ExceptionServices;
using LoadProbe.Probing;

namespace LoadProbe.Pressure;

/// <summary>
/// Presses one agent's share of a scenario: each arrival at its due time, in a free place or not at all. It fires only
/// while the lease holds, and gives a snapshot each second.
/// </summary>
public sealed class LoadRunner : IDisposable
{
    private static readonly TimeSpan ClosedModelTick = TimeSpan.FromMilliseconds(10);

    private readonly Scenario _scenario;
    private readonly Segment _segment;
    private readonly string _agent;
    private readonly LeaseHold _lease;
    private readonly ISecretStore _secrets;
    private readonly TimeProvider _time;
    private readonly LoadPlan _plan;
    private readonly Mix _mix;
    private readonly Slots _slots;
    private readonly Recorder _recorder;
    private readonly HealthMeter _health;
    private readonly Dictionary<Target, HttpConnections> _connections = [];
    private readonly ApiJourney[] _journeys;
    private readonly CancellationTokenSource _hardStop = new();
    private readonly CancellationTokenSource _noMoreSteps = new();
    private Task[] _users = [];
    private ExceptionDispatchInfo? _bug;
    private long _start;
    private long _iterations;
    private int _snapshots;
    private int _nextSecond = 1;

    public LoadRunner(Scenario scenario, Segment segment, string agent, LeaseHold lease, ISecretStore secrets, TimeProvider time)
    {
        (_scenario, _segment, _agent, _lease, _secrets, _time) = (scenario, segment, agent, lease, secrets, time);
        _plan = new LoadPlan(scenario.Load);
        _mix = new Mix([.. scenario.Mix.Select(m => m.Weight)]);
        _slots = new Slots((int)Math.Max(1, segment.Share(scenario.MaxInFlight)));
        _recorder = new Recorder([.. scenario.Mix.Select(m => m.Journey)]);
        _health = new HealthMeter(time);
        _journeys = [.. scenario.Mix.Select(m => new ApiJourney(m.Journey, Connections(m.Journey.Target), time))];
    }

    /// <summary>Runs the share from <paramref name="start"/> (a timestamp) to its end, or until the lease ends it.</summary>
    /// <param name="start">When arrival time zero is.</param>
    /// <param name="snapshots">Gets one each second, and a last one.</param>
    /// <param name="shutdown">Ends everything at once.</param>
    public async Task RunAsync(long start, Func<Snapshot, ValueTask> snapshots, CancellationToken shutdown)
    {
        _start = start;
        using CancellationTokenRegistration stop = shutdown.Register(_hardStop.Cancel);
        Task firing = Task.WhenAll(FireOpenAsync(), FireClosedAsync());
        await SnapAsync(firing, snapshots).ConfigureAwait(false);
        await firing.ConfigureAwait(false);

        StopCause? cause = _time.GetElapsedTime(_start) >= _plan.Duration ? null : _hardStop.IsCancellationRequested ? StopCause.Shutdown : _lease.Stopped();
        if (cause is not null) await _noMoreSteps.CancelAsync().ConfigureAwait(false);
        await SnapAsync(DrainAsync(), snapshots).ConfigureAwait(false);
        await Task.WhenAll(_users).ConfigureAwait(false);
        _bug?.Throw();
        await snapshots(Snap() with { Last = true, Stopped = cause }).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (HttpConnections connections in _connections.Values) connections.Dispose();
        _hardStop.Dispose();
        _noMoreSteps.Dispose();
    }

    private bool MustStop() => _hardStop.IsCancellationRequested || _lease.Stopped() is not null;

    private Task FireOpenAsync()
    {
        if (_plan.Arrivals == 0) return Task.CompletedTask;
        // Waiting for an instant to the microsecond needs a thread of its own.
        return Task.Factory.StartNew(FireOpen, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void FireOpen()
    {
        var pacer = new Pacer(_time);
        for (long n = _segment.Index; n < _plan.Arrivals; n += _segment.Count)
        {
            long due = _start + Timestamps(_plan.DueTime(n));
            if (!pacer.WaitUntil(due, MustStop)) return;
            bool free = _slots.TryTake(_time.GetTimestamp(), out int slot);
            _recorder.Arrived(free);
            if (free) ThreadPool.UnsafeQueueUserWorkItem(static a => _ = a.Runner.ArriveAsync(a), new Arrival(this, n, due, slot), preferLocal: false);
        }
    }

    // Users start and leave as the plan's number changes; a user that is done starts again at once.
    private async Task FireClosedAsync()
    {
        if (!_plan.HasClosedPhases) return;
        var users = new Task[(int)_segment.Share(_plan.PeakUsers)];
        Array.Fill(users, Task.CompletedTask);
        _users = users;
        while (!MustStop() && _time.GetElapsedTime(_start) < _plan.Duration)
        {
            for (int user = 0; user < Wanted(); user++)
            {
                int number = user;
                if (users[user].IsCompleted) users[user] = Task.Run(() => IterateAsync(number));
            }

            await Task.Delay(ClosedModelTick, _time, _hardStop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private int Wanted() => (int)_segment.Share(_plan.UsersAt(_time.GetElapsedTime(_start)));

    private async Task IterateAsync(int user)
    {
        while (!MustStop() && user < Wanted())
        {
            long now = _time.GetTimestamp();
            bool free = _slots.TryTake(now, out int slot);
            _recorder.Arrived(free);
            if (!free) return;
            await ArriveAsync(new Arrival(this, Interlocked.Increment(ref _iterations) - 1, now, slot)).ConfigureAwait(false);
        }
    }

    private async Task ArriveAsync(Arrival arrival)
    {
        try
        {
            int index = _mix.At(arrival.Number);
            Variables variables = Variables.For(_scenario.Mix[index].Journey, arrival.Number, _secrets);
            long sent = _time.GetTimestamp();
            _recorder.Started(_time.GetElapsedTime(arrival.Due, sent));
            JourneyResult result = await _journeys[index].RunAsync(variables, _noMoreSteps.Token, _hardStop.Token).ConfigureAwait(false);
            long done = _time.GetTimestamp();
            _recorder.Ended(index, result, _time.GetElapsedTime(arrival.Due, done), _time.GetElapsedTime(sent, done));
        }
        catch (Exception e)
        {
            // A bug of ours: end the run, and let it be seen where the run is awaited.
            Interlocked.CompareExchange(ref _bug, ExceptionDispatchInfo.Capture(e), null);
            await _hardStop.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            _slots.Release(arrival.Slot);
        }
    }

    private async Task DrainAsync()
    {
        long from = _time.GetTimestamp();
        while (_slots.Taken > 0)
        {
            // The window of a plan at its end closes while it drains: only that is no reason to cut journeys short.
            if (_lease.Stopped() is StopCause.Ordered or StopCause.LeaseLost) await _noMoreSteps.CancelAsync().ConfigureAwait(false);
            if (_time.GetElapsedTime(from) >= _scenario.Drain) await _hardStop.CancelAsync().ConfigureAwait(false);
            await Task.Delay(ClosedModelTick, _time, CancellationToken.None).ConfigureAwait(false);
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

    private Snapshot Snap()
    {
        TimeSpan at = _time.GetElapsedTime(_start);
        long? oldest = _slots.Oldest();
        return _recorder.Drain(_agent, ++_snapshots, at) with
        {
            InFlight = _slots.Taken,
            OldestInFlight = oldest is null ? TimeSpan.Zero : _time.GetElapsedTime(oldest.Value),
            TargetRate = _plan.RateAt(at) / _segment.Count,
            Generator = _health.Read(),
        };
    }

    private HttpConnections Connections(Target target)
    {
        if (!_connections.TryGetValue(target, out HttpConnections? connections)) _connections[target] = connections = new HttpConnections(target, _time);
        return connections;
    }

    private long Timestamps(TimeSpan duration) => (long)(duration.TotalSeconds * _time.TimestampFrequency);

    private sealed record Arrival(LoadRunner Runner, long Number, long Due, int Slot);
}
