namespace LoadProbe.Pressure;

/// <summary>How long what is under way has been so, gathered from the customers at the end of a second: requests themselves keep nothing for it but when they were due and sent.</summary>
internal sealed class UnderWay(IReadOnlyList<Journey> journeys)
{
    private readonly SortedDictionary<(int Journey, int Step), (LatencyHistogram Response, LatencyHistogram Service)> _ages = [];

    /// <summary>Takes a journey that has been under way for so long.</summary>
    public void Add(int journey, TimeSpan response, TimeSpan service) => Add(journey, -1, response, service);

    /// <summary>Takes a step that has been under way for so long.</summary>
    public void Add(int journey, int step, TimeSpan response, TimeSpan service)
    {
        if (!_ages.TryGetValue((journey, step), out (LatencyHistogram Response, LatencyHistogram Service) ages)) _ages[(journey, step)] = ages = (new LatencyHistogram(), new LatencyHistogram());
        ages.Response.Record(response);
        ages.Service.Record(service);
    }

    // In coarse buckets, for a target that hangs has everybody under way, each for another time.
    public IReadOnlyList<Ages> Told() => [.. _ages.Select(a => new Ages
    {
        Journey = journeys[a.Key.Journey].Name,
        Step = a.Key.Step < 0 ? null : journeys[a.Key.Journey].Steps[a.Key.Step].Name,
        Response = PackedHistogram.Of(a.Value.Response).Coarse(),
        Service = PackedHistogram.Of(a.Value.Service).Coarse(),
    })];
}
