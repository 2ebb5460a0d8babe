namespace LoadProbe.DemoBroker;

/// <summary>What is wrong with one service; several kinds may hold at once.</summary>
internal sealed record Fault
{
    public required BrokerService Service { get; init; }

    /// <summary>How long after a request its answer starts, the service's own work included.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Share of requests answered 500, 0 to 1, spread evenly.</summary>
    public double? Error { get; init; }

    /// <summary>Requests wait until the fault ends, then go on.</summary>
    public bool Hang { get; init; }

    /// <summary>The body trickles out over this long; the headers come at once.</summary>
    public TimeSpan? SlowBody { get; init; }

    /// <summary>Quotes come with ten times the last price and status 200.</summary>
    public bool WrongPrice { get; init; }

    /// <summary>Whose requests feel it.</summary>
    public FaultScope Only { get; init; }

    /// <summary>Ends by itself after this long.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Whether a request with this mark, or none, feels it.</summary>
    public bool Concerns(Mark? mark) => Only == FaultScope.Everybody || Only == FaultScope.Load == mark is not null;
}
