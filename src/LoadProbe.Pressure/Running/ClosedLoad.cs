namespace LoadProbe.Pressure;

/// <summary>The closed model: so many users, each starting again when it is done; they come and go as the plan says.</summary>
internal sealed class ClosedLoad : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly LoadPlan _plan;
    private readonly JourneyChoice _choice;
    private readonly Segment _segment;
    private readonly UserRhythm _rhythm;
    private readonly CustomerWork _work;
    private ShareReins _reins = ShareReins.None;
    private readonly Customer?[] _customers;
    private readonly Task[] _users;
    private readonly CancellationTokenSource _over = new();
    private long _iterations;
    private long _left = long.MaxValue;
    private volatile int _wanted;

    public ClosedLoad(LoadPlan plan, JourneyChoice choice, Segment segment, UserRhythm rhythm, CustomerWork work)
    {
        (_plan, _choice, _segment, _rhythm, _work) = (plan, choice, segment, rhythm, work);
        _customers = new Customer?[(int)segment.Share(plan.PeakUsers)];
        _users = new Task[_customers.Length];
        Array.Fill(_users, Task.CompletedTask);
    }

    /// <summary>Journeys under way; a user between two of them is not.</summary>
    public int Taken => _customers.Count(c => c is { Since: > 0 });

    public long? Oldest() => Crowd.Oldest(_customers);

    public void Tell(UnderWay underWay)
    {
        foreach (Customer? customer in _customers) customer?.Tell(underWay);
    }

    /// <summary>Keeps the users at the plan's number from <paramref name="start"/> on until its end, or until <paramref name="stop"/> says so.</summary>
    /// <param name="start">When the plan begins, a timestamp.</param>
    /// <param name="reins">What holds users back.</param>
    /// <param name="stop">Why no more begins; null = it goes on.</param>
    public async Task FireAsync(long start, ShareReins reins, Func<StopCause?> stop)
    {
        if (!_plan.HasClosedPhases) return;
        _reins = reins;
        int? phase = null;
        while (stop() is null && _work.Time.GetElapsedTime(start) is var at && at < _plan.Duration)
        {
            if (_plan.PhaseAt(at) is { } now && now != phase) Enter(now, phase);
            phase = _plan.PhaseAt(at) ?? phase;
            if (phase == _plan.Phases.Count - 1 && Volatile.Read(ref _left) <= 0 && _users.All(u => u.IsCompleted)) break;
            // Who is held back is not there: fewer users, as fewer arrivals.
            int wanted = _wanted = (int)_segment.Share((int)Math.Ceiling(_plan.UsersAt(at) * reins.Part));
            for (int user = 0; user < wanted && Volatile.Read(ref _left) > 0; user++)
            {
                if (_users[user].IsCompleted) _users[user] = StartAsync(user);
            }

            await Task.Delay(Tick, _work.Time, _work.HardStop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _wanted = 0;
        await _over.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Done when the last user is.</summary>
    public Task EndAsync() => Task.WhenAll(_users);

    public void Dispose()
    {
        foreach (Customer? customer in _customers) customer?.Dispose();
        _over.Dispose();
    }

    // A phase of so many iterations hands out this agent's share of them; the others have no end of their own.
    private void Enter(int phase, int? before)
    {
        if (before is not null && _plan.Phases[before.Value] is not Iterations && _plan.Phases[phase] is not Iterations) return;
        Volatile.Write(ref _left, (_plan.Phases[phase] as Iterations)?.Share(_segment) ?? long.MaxValue);
    }

    // What the caller keeps for its own flow would be handed on, and put back, at each wait of each user.
    private Task StartAsync(int user)
    {
        using (ExecutionContext.SuppressFlow()) return Task.Run(() => LiveAsync(user));
    }

    // A user that is held back is due once, however long that is.
    private async Task HeldAsync()
    {
        while (!_over.IsCancellationRequested && _work.Target.Until - _work.Time.GetTimestamp() is > 0 and long left)
        {
            await Task.Delay(_work.Time.GetElapsedTime(0, left), _work.Time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LiveAsync(int user)
    {
        Customer customer = _customers[user] ??= new Customer(_work, static _ => { });
        long due = _work.Time.GetTimestamp();
        while (user < _wanted && !_work.HardStop.IsCancellationRequested && _work.Target.Reason is null && Interlocked.Decrement(ref _left) >= 0)
        {
            // After the numbers of the open arrivals, so that no two runs share a row that is given once.
            long number = _plan.Arrivals + _segment.Index + ((Interlocked.Increment(ref _iterations) - 1) * _segment.Count);
            int journey = _choice.At(number);
            DropReason? refusal = _reins.CeilingRefusal() ?? _work.Refusal(journey, due);
            bool goes = refusal is null;
            if (due >= _work.CountedFrom && goes) _work.Recorder.Sent();
            else if (due >= _work.CountedFrom) _work.Recorder.Dropped(refusal!.Value);
            if (goes) await customer.GoAsync(journey, number, due).ConfigureAwait(false);
            else if (refusal == DropReason.Held) await HeldAsync().ConfigureAwait(false);
            due = _rhythm.Next(due, _work.Time.GetTimestamp(), number);
            // It was done at once, and would be again.
            if (refusal == DropReason.Ceiling || customer.Lacks) await Task.Delay(Tick, _work.Time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_rhythm.Waits) await _rhythm.WaitAsync(due, _over.Token).ConfigureAwait(false);
        }
    }
}
