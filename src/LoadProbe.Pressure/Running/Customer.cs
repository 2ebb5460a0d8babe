using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using LoadProbe.Probing;

namespace LoadProbe.Pressure;

/// <summary>
/// One virtual customer: its own connections, cookies and variables, used again for arrival after arrival so that none
/// allocates. Whoever calls it runs its journey up to the first wait, on the caller's own thread.
/// </summary>
internal sealed class Customer : IStepSink, IValueTaskSource<bool>, IDisposable
{
    private readonly CustomerWork _work;
    private readonly Action<Customer> _done;
    private readonly Dictionary<Target, HttpConnections> _connections = [];
    private readonly ApiJourney?[] _journeys;
    private readonly Variables _variables;
    private ManualResetValueTaskSourceCore<bool> _called;
    private Task? _life;
    private int _journey;
    private int _step;
    private long _number;
    private long _due;
    private long _ended;
    private long _since;
    private long _waited;
    private bool _unkept;

    /// <param name="work">What all customers of the run share.</param>
    /// <param name="done">Told when the customer may be called again.</param>
    public Customer(CustomerWork work, Action<Customer> done)
    {
        (_work, _done) = (work, done);
        _journeys = new ApiJourney?[work.Journeys.Count];
        _variables = new Variables(work.Secrets, work.Time);
    }

    /// <summary>Since when it has been on a journey, a timestamp; 0 = it is not.</summary>
    public long Since => Volatile.Read(ref _since);

    /// <summary>Tells how long it has been under way, unless it is not, or begins or ends just now.</summary>
    public void Tell(UnderWay underWay)
    {
        long since = Volatile.Read(ref _since);
        if (since == 0) return;
        (long due, int index, int step) = (Volatile.Read(ref _due), Volatile.Read(ref _journey), Volatile.Read(ref _step));
        // Read after the step: the end of a later one only makes it younger.
        long before = Volatile.Read(ref _ended);
        if (Volatile.Read(ref _since) != since || due < _work.CountedFrom) return;
        long now = _work.Time.GetTimestamp();
        TimeSpan response = _work.Time.GetElapsedTime(due, now), service = _work.Time.GetElapsedTime(since, now);
        underWay.Add(index, response, service);
        Journey journey = _work.Journeys[index];
        // A browser goes from step to step by itself.
        if (journey.Browser is not null || step >= journey.Steps.Count) return;
        if (step > 0) response = service = _work.Time.GetElapsedTime(before, now) - journey.Think;
        underWay.Add(index, step, response, service);
    }

    /// <summary>Whether its last journey was nothing, for want of a row of data or of room on our disk.</summary>
    public bool Lacks => _variables.Lack is not null || _unkept;

    /// <summary>Sends it on a journey, up to its first wait.</summary>
    public void Call(int journey, long number, long due)
    {
        (_journey, _number, _due) = (journey, number, due);
        _life ??= LiveAsync();
        _called.SetResult(true);
    }

    /// <summary>Goes on one journey; for a user of the closed model, who calls itself.</summary>
    public ValueTask GoAsync(int journey, long number, long due)
    {
        (_journey, _number, _due) = (journey, number, due);
        return TravelAsync();
    }

    public bool Explains(int step) => _work.Recorder.Explains(_journey, step);

    public ValueTask<bool> MayWriteAsync(Variables variables) => _work.Writes is { } writes ? KeptAsync(writes, variables) : ValueTask.FromResult(true);

    public void Ended(int step, in StepFacts facts)
    {
        Volatile.Write(ref _ended, facts.Ended);
        Volatile.Write(ref _step, step + 1);
        if (!IsCounted) return;
        // Only the first step had a due time of its own; a later one is due when the one before it ends.
        TimeSpan response = step == 0 ? facts.Duration + _work.Time.GetElapsedTime(_due + _waited, facts.Begun) : facts.Duration;
        _work.Recorder.Ended(_journey, step, response, facts);
    }

    /// <summary>Call it when it is not on a journey.</summary>
    public void Dispose()
    {
        if (_life is not null) _called.SetResult(false);
        Disconnect();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _called.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _called.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _called.OnCompleted(continuation, state, token, flags);

    private async Task LiveAsync()
    {
        while (await new ValueTask<bool>(this, _called.Version).ConfigureAwait(false))
        {
            await TravelAsync().ConfigureAwait(false);
            _called.Reset();
            _done(this);
        }
    }

    [AsyncMethodBuilder(typeof(PooledVoidTaskBuilder))]
    private async ValueTask TravelAsync()
    {
        try
        {
            Journey journey = _work.Journeys[_journey];
            _variables.Begin(journey, _number);
            (_waited, _unkept) = (0, false);
            long sent = _ended = _work.Time.GetTimestamp();
            _step = 0;
            Volatile.Write(ref _since, sent);
            if (IsCounted) _work.Recorder.Started(_work.Time.GetElapsedTime(_due, sent));
            Outcome outcome = journey.Browser is null
                ? await (_journeys[_journey] ??= Begin(journey)).PressAsync(_variables, this, sent, _work.NoMoreSteps).ConfigureAwait(false)
                : await BrowseAsync(journey, sent).ConfigureAwait(false);
            if (IsCounted) _work.Recorder.Ended(_journey, outcome, _work.Time.GetElapsedTime(_due + _waited, _ended), _work.Time.GetElapsedTime(sent + _waited, _ended));
        }
        catch (Exception e)
        {
            _work.Bug(e);
        }
        finally
        {
            if (_work.Reuse == ConnectionReuse.PerUser) Disconnect();
            _work.Ceiling?.GiveBack();
            Volatile.Write(ref _since, 0);
        }
    }

    // A browser goes on by itself within a step, so it is closed as soon as no more is to be sent.
    private async Task<Outcome> BrowseAsync(Journey journey, long sent)
    {
        // It goes through its steps by itself: what may write is kept before the first.
        if (_variables.Lack is null && journey.Writes && !await MayWriteAsync(_variables).ConfigureAwait(false))
        {
            Ended(0, new StepFacts(Outcome.Unkept, sent, sent, TimeSpan.Zero, default, 0, 0, "what is needed to take the write back could not be kept: it was not sent"));
            return Outcome.Unkept;
        }

        sent += _waited;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_work.HardStop, _work.NoMoreSteps);
        JourneyResult result = _variables.Lack is { } lack
            ? JourneyResult.NotBegun(journey, Outcome.OutOfRows, lack, _work.Time.GetUtcNow())
            : await _work.Browser!(journey, _variables, Enumerable.Range(0, journey.Steps.Count).All(Explains), _work.Heard, ending.Token).ConfigureAwait(false);
        foreach ((int i, StepResult step) in result.Steps.Index())
        {
            if (step.Outcome == Outcome.Skipped) break;
            long begun = sent + _work.Time.Stamps(step.Started - result.Started);
            Ended(i, new StepFacts(step.Outcome, begun, begun + _work.Time.Stamps(step.Duration), step.Duration, step.Phases, 0, step.BytesReceived ?? 0, Explains(i) ? step.Detail : null));
        }

        _ended = sent + _work.Time.Stamps(result.Duration);
        return result.Outcome;
    }

    // What our own disk takes is no part of the target's times.
    private async ValueTask<bool> KeptAsync(IWriteLog writes, Variables variables)
    {
        long begun = _work.Time.GetTimestamp();
        _unkept = !await writes.KeepAsync(_work.Journeys[_journey], variables).ConfigureAwait(false);
        _waited = _work.Time.GetTimestamp() - begun;
        return !_unkept;
    }

    private bool IsCounted => _due >= _work.CountedFrom;

    private void Disconnect()
    {
        foreach (ApiJourney? journey in _journeys) journey?.Dispose();
        foreach (HttpConnections connections in _connections.Values) connections.Dispose();
        Array.Clear(_journeys);
        _connections.Clear();
    }

    private ApiJourney Begin(Journey journey)
    {
        if (!_connections.TryGetValue(journey.Target, out HttpConnections? connections)) _connections[journey.Target] = connections = new HttpConnections(journey.Target, _work.Time, keep: _work.Reuse != ConnectionReuse.Never, _work.Secrets, _work.Egress, _work.Mark, _work.Target, _work.Network, _work.Sample);
        return new ApiJourney(journey, connections, _work.Time, _work.HardStop, watch: _work.Deadlines);
    }
}
