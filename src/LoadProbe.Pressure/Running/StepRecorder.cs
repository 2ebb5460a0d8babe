namespace LoadProbe.Pressure;

/// <summary>What one step did since it was last drained. Recorded from many threads without locks.</summary>
internal sealed class StepRecorder(string journey, string step)
{
    private readonly long[] _outcomes = new long[Enum.GetValues<Outcome>().Length];
    private readonly LatencyHistogram _response = new();
    private readonly LatencyHistogram _service = new();

    public void Record(Outcome outcome, TimeSpan response, TimeSpan service)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        _response.Record(response);
        _service.Record(service);
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

        return new StepSnapshot
        {
            Journey = journey,
            Step = step,
            Completed = completed,
            Failed = completed - outcomes.GetValueOrDefault(Outcome.Ok),
            Outcomes = outcomes,
            Response = _response.Drain(),
            Service = _service.Drain(),
        };
    }
}
