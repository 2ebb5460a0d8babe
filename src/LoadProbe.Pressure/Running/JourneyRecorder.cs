namespace LoadProbe.Pressure;

/// <summary>How long one journey of a mix took since it was last drained. Recorded from many threads without locks.</summary>
internal sealed class JourneyRecorder(string journey)
{
    private readonly LatencyHistogram _response = new();
    private readonly LatencyHistogram _service = new();

    public string Journey => journey;

    public void Record(TimeSpan response, TimeSpan service)
    {
        _response.Record(response);
        _service.Record(service);
    }

    public JourneySnapshot Drain() => new() { Journey = journey, Response = _response.Drain(), Service = _service.Drain() };
}
