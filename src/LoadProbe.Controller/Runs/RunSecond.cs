namespace LoadProbe.Controller;

/// <summary>One second of a run over all its agents: a point of every curve. In runs of over an hour it may be several seconds.</summary>
public sealed record RunSecond
{
    // A last piece that ends this soon after a whole second belongs to that one; a whole second may come so much early.
    private static readonly TimeSpan Little = TimeSpan.FromSeconds(0.25);

    /// <summary>From the start of the plan to its end.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>How much time it holds: one second, less for the last piece, more where seconds were merged.</summary>
    public required TimeSpan Span { get; init; }

    /// <summary>Which second of the plan it ends with, from 1: the same on all agents.</summary>
    public required int Number { get; init; }

    /// <summary>What the plan wanted, arrivals a second.</summary>
    public required double TargetRate { get; init; }

    public required ArrivalCounts Arrivals { get; init; }
    public long BytesSent { get; init; }
    public long BytesReceived { get; init; }
    public required int InFlight { get; init; }
    public required TimeSpan OldestInFlight { get; init; }
    public required PackedHistogram Response { get; init; }
    public required PackedHistogram Service { get; init; }
    public required PackedHistogram Lateness { get; init; }

    /// <summary>Steps that did not end well, by how.</summary>
    public required IReadOnlyDictionary<Outcome, long> Errors { get; init; }

    /// <summary>In the order of <see cref="RunFigures.Steps"/>.</summary>
    public required IReadOnlyList<StepSecond> Steps { get; init; }

    /// <summary>That of the agent that fared worst, figure by figure.</summary>
    public required GeneratorHealth Generator { get; init; }

    /// <summary>Null = nothing is known of it.</summary>
    public NetworkFigures? Network { get; init; }

    public static RunSecond Of(Snapshot snapshot)
    {
        int number = Math.Max(1, snapshot.Last ? (int)Math.Ceiling((snapshot.At - Little).TotalSeconds) : (int)(snapshot.At + Little).TotalSeconds);
        // What an agent says at its end is added to its last second, whose rate is told already.
        bool rest = snapshot.Last && snapshot.At >= TimeSpan.FromSeconds(number);
        var errors = new SortedDictionary<Outcome, long>();
        foreach ((Outcome outcome, long count) in snapshot.Steps.SelectMany(s => s.Outcomes))
        {
            if (outcome != Outcome.Ok) errors[outcome] = errors.GetValueOrDefault(outcome) + count;
        }

        return new RunSecond
        {
            At = snapshot.At,
            Span = TimeSpan.FromSeconds(Math.Clamp((snapshot.At - TimeSpan.FromSeconds(number - 1)).TotalSeconds, 0.001, 1)),
            Number = number,
            TargetRate = rest ? 0 : snapshot.TargetRate,
            Arrivals = snapshot.Arrivals,
            BytesSent = snapshot.BytesSent,
            BytesReceived = snapshot.BytesReceived,
            InFlight = rest ? 0 : snapshot.InFlight,
            OldestInFlight = snapshot.OldestInFlight,
            Response = snapshot.Response,
            Service = snapshot.Service,
            Lateness = snapshot.Lateness,
            Errors = errors,
            Steps = [.. snapshot.Steps.Select(StepSecond.Of)],
            Generator = rest ? default : snapshot.Generator,
            Network = snapshot.Network,
        };
    }

    /// <summary>With the same second of another agent.</summary>
    public RunSecond Beside(RunSecond other) => Merge(other) with
    {
        At = At > other.At ? At : other.At,
        Span = Span > other.Span ? Span : other.Span,
        TargetRate = TargetRate + other.TargetRate,
        InFlight = InFlight + other.InFlight,
    };

    /// <summary>With the time that follows it: rates and in-flight counts are then the mean and the highest of both.</summary>
    public RunSecond Then(RunSecond next) => Merge(next) with
    {
        At = next.At,
        Span = Span + next.Span,
        Number = next.Number,
        TargetRate = ((TargetRate * Span.TotalSeconds) + (next.TargetRate * next.Span.TotalSeconds)) / (Span + next.Span).TotalSeconds,
        InFlight = Math.Max(InFlight, next.InFlight),
    };

    /// <summary>With coarser buckets, which do not grow with the load.</summary>
    public RunSecond Coarse() => this with
    {
        Response = Response.Coarse(), Service = Service.Coarse(), Lateness = Lateness.Coarse(), Network = Network is { } network ? network with { Rtt = network.Rtt.Coarse() } : null,
        Steps = [.. Steps.Select(s => s with { Response = s.Response.Coarse(), Service = s.Service.Coarse() })],
    };

    private RunSecond Merge(RunSecond other)
    {
        var errors = new SortedDictionary<Outcome, long>();
        foreach ((Outcome outcome, long count) in Errors.Concat(other.Errors)) errors[outcome] = errors.GetValueOrDefault(outcome) + count;
        return this with
        {
            Arrivals = Arrivals + other.Arrivals,
            BytesSent = BytesSent + other.BytesSent,
            BytesReceived = BytesReceived + other.BytesReceived,
            OldestInFlight = OldestInFlight > other.OldestInFlight ? OldestInFlight : other.OldestInFlight,
            Response = Response.Add(other.Response),
            Service = Service.Add(other.Service),
            Lateness = Lateness.Add(other.Lateness),
            Errors = errors,
            Steps = StepSecond.Merge(Steps, other.Steps),
            Generator = Generator.WorseOf(other.Generator),
            Network = NetworkFigures.Sum(Network, other.Network),
        };
    }
}
