namespace LoadProbe.Pressure;

/// <summary>The closed model: so many users, each starting again when it is done; they come and go as the plan says.</summary>
internal sealed class ClosedLoad : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly LoadPlan _plan;
    private readonly Mix _mix;
    private readonly Segment _segment;
    private readonly CustomerWork _work;
    private readonly Customer?[] _customers;
    private readonly Task[] _users;
    private long _iterations;
    private volatile int _wanted;

    public ClosedLoad(LoadPlan plan, Mix mix, Segment segment, CustomerWork work)
    {
        (_plan, _mix, _segment, _work) = (plan, mix, segment, work);
        _customers = new Customer?[(int)segment.Share(plan.PeakUsers)];
        _users = new Task[_customers.Length];
        Array.Fill(_users, Task.CompletedTask);
    }

    /// <summary>Journeys under way; a user between two of them is not.</summary>
    public int Taken => _customers.Count(c => c is { Since: > 0 });

    public long? Oldest() => Crowd.Oldest(_customers);

    /// <summary>Keeps the users at the plan's number from <paramref name="start"/> on until its end, or until <paramref name="stop"/> says so.</summary>
    public async Task FireAsync(long start, Func<StopCause?> stop)
    {
        if (!_plan.HasClosedPhases) return;
        while (stop() is null && _work.Time.GetElapsedTime(start) is var at && at < _plan.Duration)
        {
            int wanted = _wanted = (int)_segment.Share(_plan.UsersAt(at));
            for (int user = 0; user < wanted; user++)
            {
                int number = user;
                if (_users[user].IsCompleted) _users[user] = Task.Run(() => LiveAsync(number));
            }

            await Task.Delay(Tick, _work.Time, _work.HardStop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _wanted = 0;
    }

    /// <summary>Done when the last user is.</summary>
    public Task EndAsync() => Task.WhenAll(_users);

    public void Dispose()
    {
        foreach (Customer? customer in _customers) customer?.Dispose();
    }

    private async Task LiveAsync(int user)
    {
        Customer customer = _customers[user] ??= new Customer(_work, static _ => { });
        while (user < _wanted && !_work.HardStop.IsCancellationRequested)
        {
            long number = Interlocked.Increment(ref _iterations) - 1;
            _work.Recorder.Sent();
            await customer.GoAsync(_mix.At(number), number, _work.Time.GetTimestamp()).ConfigureAwait(false);
        }
    }
}
