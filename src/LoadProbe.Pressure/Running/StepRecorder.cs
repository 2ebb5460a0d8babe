using LoadProbe.Probing;

namespace LoadProbe.Pressure;

/// <summary>What one step did since it was last drained. Recorded from many threads without locks.</summary>
internal sealed class StepRecorder(string journey, string step)
{
    private static readonly Dictionary<Outcome, string> None = [];

    private readonly long[] _outcomes = new long[Enum.GetValues<Outcome>().Length];
    private readonly LatencyHistogram _response = new();
    private readonly LatencyHistogram _service = new();
    private readonly LatencyHistogram?[] _phases = new LatencyHistogram?[Enum.GetValues<Phase>().Length];
    private string? _example;
    private Outcome _exampleOf;

    public string Journey => journey;

    public string Step => step;

    /// <summary>Whether a failure is to be told in words: one a second is.</summary>
    public bool Explains => Volatile.Read(ref _example) is null;

    public void Record(TimeSpan response, in StepFacts facts)
    {
        Interlocked.Increment(ref _outcomes[(int)facts.Outcome]);
        _response.Record(response);
        _service.Record(facts.Duration);
        Record(Phase.Dns, facts.Phases.Dns);
        Record(Phase.Connect, facts.Phases.Connect);
        Record(Phase.Tls, facts.Phases.Tls);
        Record(Phase.Send, facts.Phases.Send);
        Record(Phase.Wait, facts.Phases.Wait);
        Record(Phase.Receive, facts.Phases.Receive);
        if (facts.Detail is null || !Explains) return;
        _exampleOf = facts.Outcome;
        Volatile.Write(ref _example, facts.Detail);
    }

    public StepSnapshot Drain()
    {
        var outcomes = new Dictionary<Outcome, long>();
        long completed = 0;
        for (int i = 0; i < _outcomes.Length; i++)
        {
            long count = Interlocked.Exchange(ref _outcomes[i], 0);
            if (count == 0) continue;
            outcomes[(Outcome)i] = count;
            completed += count;
        }

        Outcome of = _exampleOf;
        string? example = Interlocked.Exchange(ref _example, null);
        return new StepSnapshot
        {
            Journey = journey,
            Step = step,
            Completed = completed,
            Failed = completed - outcomes.GetValueOrDefault(Outcome.Ok),
            Outcomes = outcomes,
            Response = _response.Drain(),
            Service = _service.Drain(),
            Phases = Enumerable.Range(0, _phases.Length).Where(i => _phases[i] is { Count: > 0 }).ToDictionary(i => (Phase)i, i => _phases[i]!.Drain()),
            Examples = example is null ? None : new Dictionary<Outcome, string> { [of] = example },
        };
    }

    private void Record(Phase phase, TimeSpan? time)
    {
        if (time is not { } seen) return;
        ref LatencyHistogram? histogram = ref _phases[(int)phase];
        if (histogram is null) Interlocked.CompareExchange(ref histogram, new LatencyHistogram(), null);
        histogram.Record(seen);
    }
}
