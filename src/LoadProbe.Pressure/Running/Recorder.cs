using System.Diagnostics.Tracing;
using LoadProbe.Probing;

namespace LoadProbe.Pressure;

/// <summary>What a run did since it was last drained, in constant memory; recorded from many threads without locks.</summary>
internal sealed class Recorder
{
    private readonly TimeProvider _time;
    private readonly LatencyHistogram _response = new();
    private readonly LatencyHistogram _service = new();
    private readonly LatencyHistogram _lateness = new();
    private readonly StepRecorder[][] _steps;
    private readonly JourneyRecorder[] _journeys;
    private readonly long[] _drops = new long[Enum.GetValues<DropReason>().Length];
    private long _sent, _completed, _failed, _abandoned, _bytesSent, _bytesReceived, _lastSend;

    public Recorder(IReadOnlyList<Journey> journeys, TimeProvider time)
    {
        _time = time;
        _journeys = [.. journeys.Select(j => new JourneyRecorder(j.Name))];
        _steps = [.. journeys.Select(j => j.Steps.Select(s => new StepRecorder(j.Name, s.Name)).ToArray())];
    }

    /// <summary>An arrival came due and was started.</summary>
    public void Sent() => Interlocked.Increment(ref _sent);

    /// <summary>An arrival came due and was not started.</summary>
    public void Dropped(DropReason reason) => Interlocked.Increment(ref _drops[(int)reason]);

    /// <summary>A journey began, so long after it was due.</summary>
    public void Started(TimeSpan lateness) => _lateness.Record(lateness);

    public bool Explains(int journey, int step) => _steps[journey][step].Explains;

    /// <summary>A step ended. What we cut off ourselves was sent, and is measured as nothing.</summary>
    public void Ended(int journey, int step, TimeSpan response, in StepFacts facts)
    {
        if (facts.Outcome == Outcome.Skipped) return;
        // Near enough when two end at once: the next one to end puts it right.
        if (facts.Begun > Volatile.Read(ref _lastSend)) Volatile.Write(ref _lastSend, facts.Begun);
        if (facts.Outcome == Outcome.Cancelled) return;
        StepRecorder recorder = _steps[journey][step];
        recorder.Record(response, facts);
        if (PressureEvents.Log.IsEnabled(EventLevel.Verbose, EventKeywords.None)) PressureEvents.Log.StepEnded(recorder.Journey, recorder.Step, facts.Outcome.Word(), response.Ticks, facts.Duration.Ticks);
        Interlocked.Add(ref _bytesSent, facts.BytesSent);
        Interlocked.Add(ref _bytesReceived, facts.BytesReceived);
    }

    /// <summary>A journey ended. What we cut off ourselves is counted as abandoned and measured as nothing.</summary>
    public void Ended(int journey, Outcome outcome, TimeSpan response, TimeSpan service)
    {
        if (outcome == Outcome.Cancelled)
        {
            Interlocked.Increment(ref _abandoned);
            return;
        }

        Interlocked.Increment(ref _completed);
        if (outcome != Outcome.Ok) Interlocked.Increment(ref _failed);
        _response.Record(response);
        _service.Record(service);
        // A mix of one is told by the whole already.
        if (_journeys.Length > 1) _journeys[journey].Record(response, service);
        if (PressureEvents.Log.IsEnabled()) PressureEvents.Log.JourneyEnded(_journeys[journey].Journey, outcome.Word(), response.Ticks, service.Ticks);
    }

    public Snapshot Drain(string agent, int number, TimeSpan at) => Drain(agent, number, at, _response.Drain(), _service.Drain());

    private Snapshot Drain(string agent, int number, TimeSpan at, PackedHistogram response, PackedHistogram service) => new()
    {
        Agent = agent,
        Number = number,
        At = at,
        InFlight = 0,
        Arrivals = Counts(Interlocked.Exchange(ref _sent, 0), new DropCounts(Drop(DropReason.Cap), Drop(DropReason.Saturated), Drop(DropReason.Guard), Drop(DropReason.Lease), Drop(DropReason.Ceiling), Drop(DropReason.Held))),
        Response = response,
        Service = service,
        Lateness = _lateness.Drain(),
        Steps = [.. _steps.SelectMany(s => s).Select(s => s.Drain())],
        Journeys = _journeys.Length > 1 ? [.. _journeys.Select(j => j.Drain())] : [new JourneySnapshot { Journey = _journeys[0].Journey, Response = response, Service = service }],
        BytesSent = Interlocked.Exchange(ref _bytesSent, 0),
        BytesReceived = Interlocked.Exchange(ref _bytesReceived, 0),
        LastSend = Volatile.Read(ref _lastSend) is > 0 and long sent ? _time.GetUtcNow() - _time.GetElapsedTime(sent) : null,
    };

    private long Drop(DropReason reason) => Interlocked.Exchange(ref _drops[(int)reason], 0);

    private ArrivalCounts Counts(long sent, DropCounts drops) =>
        new(sent + drops.Total, sent, drops.Total, Interlocked.Exchange(ref _completed, 0), Interlocked.Exchange(ref _failed, 0), Interlocked.Exchange(ref _abandoned, 0)) { Drops = drops };
}
