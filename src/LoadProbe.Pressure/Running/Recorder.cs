namespace LoadProbe.Pressure;

/// <summary>What a run did since it was last drained, in constant memory.</summary>
internal sealed class Recorder
{
    private readonly LatencyHistogram _response = new();
    private readonly LatencyHistogram _service = new();
    private readonly LatencyHistogram _lateness = new();
    private readonly StepRecorder[][] _steps;
    private long _sent, _dropped, _completed, _failed, _abandoned, _bytesSent, _bytesReceived, _lastSend;

    public Recorder(IReadOnlyList<Journey> journeys) =>
        _steps = [.. journeys.Select(j => j.Steps.Select(s => new StepRecorder(j.Name, s.Name)).ToArray())];

    /// <summary>An arrival came due and was started, or found no free place.</summary>
    public void Arrived(bool sent) => Interlocked.Increment(ref sent ? ref _sent : ref _dropped);

    public void Started(TimeSpan lateness) => _lateness.Record(lateness);

    /// <summary>A journey ended. What we cut off ourselves is counted as abandoned and measured as nothing.</summary>
    public void Ended(int journey, JourneyResult result, TimeSpan response, TimeSpan service)
    {
        TimeSpan lateness = response - service;
        for (int i = 0; i < result.Steps.Count; i++)
        {
            StepResult step = result.Steps[i];
            if (step.Outcome is Outcome.Skipped or Outcome.Cancelled) continue;
            // Only the first step had a due time of its own; a later one is due when the one before it ends.
            _steps[journey][i].Record(step.Outcome, i == 0 ? step.Duration + lateness : step.Duration, step.Duration);
            Interlocked.Add(ref _bytesSent, step.BytesSent ?? 0);
            Interlocked.Add(ref _bytesReceived, step.BytesReceived ?? 0);
            Latest(step.Started.UtcTicks);
        }

        if (result.Outcome == Outcome.Cancelled)
        {
            Interlocked.Increment(ref _abandoned);
            return;
        }

        Interlocked.Increment(ref _completed);
        if (result.Outcome != Outcome.Ok) Interlocked.Increment(ref _failed);
        _response.Record(response);
        _service.Record(service);
    }

    public Snapshot Drain(string agent, int number, TimeSpan at) => new()
    {
        Agent = agent,
        Number = number,
        At = at,
        InFlight = 0,
        Arrivals = Counts(Interlocked.Exchange(ref _sent, 0), Interlocked.Exchange(ref _dropped, 0)),
        Response = _response.Drain(),
        Service = _service.Drain(),
        Lateness = _lateness.Drain(),
        Steps = [.. _steps.SelectMany(s => s).Select(s => s.Drain())],
        BytesSent = Interlocked.Exchange(ref _bytesSent, 0),
        BytesReceived = Interlocked.Exchange(ref _bytesReceived, 0),
        LastSend = Volatile.Read(ref _lastSend) is > 0 and long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
    };

    private ArrivalCounts Counts(long sent, long dropped) =>
        new(sent + dropped, sent, dropped, Interlocked.Exchange(ref _completed, 0), Interlocked.Exchange(ref _failed, 0), Interlocked.Exchange(ref _abandoned, 0)) { Drops = new DropCounts(dropped, 0, 0, 0) };

    private void Latest(long ticks)
    {
        for (long seen = Volatile.Read(ref _lastSend); ticks > seen; seen = Volatile.Read(ref _lastSend)) Interlocked.CompareExchange(ref _lastSend, ticks, seen);
    }
}
