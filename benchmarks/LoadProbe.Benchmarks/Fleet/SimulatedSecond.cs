namespace LoadProbe.Benchmarks;

/// <summary>Seconds of a journey of three steps, 100 journeys each, whose times are lognormal around 20 ms: some of them, told again and again.</summary>
internal static class SimulatedSecond
{
    private const int Journeys = 100, Different = 32;

    private static readonly Snapshot[] Seconds = [.. Enumerable.Range(1, Different).Select(Make)];

    private static readonly GeneratorHealth Health = new(0.2, 0.001) { Processors = 2, UseOfAllowed = 0.1 };

    public static Calibration Calibration { get; } = new(TimeSpan.FromMilliseconds(0.1), TimeSpan.FromMilliseconds(1), 20_000, Health);

    /// <param name="at">When it is told, in place of when the last request was sent: what a controller makes of that is the delay.</param>
    public static Snapshot Of(string agent, int number, bool last, DateTimeOffset at) =>
        Seconds[number % Different] with { Agent = agent, Number = number, At = TimeSpan.FromSeconds(number), Last = last, LastSend = at, Generator = Health };

    private static Snapshot Make(int seed)
    {
        var chance = new Random(seed);
        return new Snapshot
        {
            Agent = "", Number = 0, At = TimeSpan.Zero, Arrivals = new ArrivalCounts(Journeys, Journeys, 0, Journeys, 0, 0), InFlight = 6, TargetRate = Journeys,
            Response = Times(chance, 60), Service = Times(chance, 60), Lateness = Times(chance, 0.1), Generator = default, BytesSent = 60_000, BytesReceived = 400_000,
            Steps =
            [
                .. Enumerable.Range(1, 3).Select(step => new StepSnapshot
                {
                    Journey = "order", Step = $"step {step}", Completed = Journeys, Failed = 1, Outcomes = new Dictionary<Outcome, long> { [Outcome.Ok] = Journeys - 1, [Outcome.StatusMismatch] = 1 },
                    Response = Times(chance, 20), Service = Times(chance, 20),
                }),
            ],
        };
    }

    private static PackedHistogram Times(Random chance, double milliseconds)
    {
        var histogram = new LatencyHistogram();
        for (int i = 0; i < Journeys; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
            histogram.Record(TimeSpan.FromMilliseconds(milliseconds * Math.Exp(normal / 2)));
        }

        return PackedHistogram.Of(histogram);
    }
}
