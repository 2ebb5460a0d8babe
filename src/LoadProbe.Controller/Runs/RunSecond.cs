namespace LoadProbe.Controller;

/// <summary>One second of a run over all its agents: a point of every curve.</summary>
public sealed record RunSecond
{
    public required TimeSpan At { get; init; }
    public required double TargetRate { get; init; }
    public required ArrivalCounts Arrivals { get; init; }
    public required int InFlight { get; init; }
    public required TimeSpan OldestInFlight { get; init; }
    public required LatencyHistogram Response { get; init; }
    public required LatencyHistogram Service { get; init; }
    public required LatencyHistogram Lateness { get; init; }
    public required GeneratorHealth Generator { get; init; }

    public static RunSecond Of(Snapshot snapshot) => new()
    {
        At = snapshot.At,
        TargetRate = snapshot.TargetRate,
        Arrivals = snapshot.Arrivals,
        InFlight = snapshot.InFlight,
        OldestInFlight = snapshot.OldestInFlight,
        Response = snapshot.Response,
        Service = snapshot.Service,
        Lateness = snapshot.Lateness,
        Generator = snapshot.Generator,
    };
}
