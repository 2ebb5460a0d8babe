namespace LoadProbe.Core.Tests;

public sealed class RunFiguresTests
{
    [Fact]
    public void A_piece_of_a_second_at_the_end_says_nothing_of_the_generator()
    {
        var figures = new RunFigures();
        figures.Add(Second(1, new GeneratorHealth(0.3, 0.01)));
        figures.Add(Second(2, new GeneratorHealth(0.9, 0.4) { CpuWaitFraction = 0.9 }) with { Last = true });

        Assert.Equal((0.3, 0.01), (figures.Worst.CpuFraction, figures.Worst.GcPauseFraction));
        Assert.Equal((1, 0), (figures.Seconds, figures.StarvedSeconds));
    }

    [Fact]
    public void The_worst_second_is_known_figure_by_figure()
    {
        var figures = new RunFigures();
        figures.Add(Second(1, new GeneratorHealth(0.3, 0.2)));
        figures.Add(Second(2, new GeneratorHealth(0.9, 0.1) { CpuWaitFraction = 0.6 }));

        Assert.Equal((0.9, 0.2, 0.6), (figures.Worst.CpuFraction, figures.Worst.GcPauseFraction, figures.Worst.CpuWaitFraction));
        Assert.Equal((2, 1), (figures.Seconds, figures.StarvedSeconds));
    }

    [Fact]
    public void Figures_added_to_others_are_those_of_all_their_snapshots()
    {
        Snapshot[] all = [.. Enumerable.Range(1, 6).Select(i => Full(i, i % 2 == 0 ? "a" : "b"))];
        RunFigures whole = Of(all), half = Of(all[..3]);
        half.Add(Of(all[3..]));

        Assert.Equal((whole.Arrivals, whole.BytesSent, whole.BytesReceived, whole.Snapshots, whole.PeakInFlight, whole.OldestInFlight), (half.Arrivals, half.BytesSent, half.BytesReceived, half.Snapshots, half.PeakInFlight, half.OldestInFlight));
        Assert.Equal((whole.Worst, whole.Seconds, whole.StarvedSeconds, whole.SecondsBehind, whole.DropsBehind), (half.Worst, half.Seconds, half.StarvedSeconds, half.SecondsBehind, half.DropsBehind));
        Assert.Equal([whole.Response.Buckets(), whole.Service.Buckets(), whole.Lateness.Buckets()], [half.Response.Buckets(), half.Service.Buckets(), half.Lateness.Buckets()]);
        StepFigures one = whole.Steps.Single(), other = half.Steps.Single();
        Assert.Equal((one.Completed, one.Failed), (other.Completed, other.Failed));
        Assert.Equal(one.Outcomes, other.Outcomes);
        Assert.Equal(one.Response.Buckets(), other.Response.Buckets());
        Assert.Equal(one.Phases[Phase.Wait].Buckets(), other.Phases[Phase.Wait].Buckets());
        Assert.Equal("too long", other.Examples[Outcome.WaitTimedOut]);
        Assert.Equal(whole.Journeys.Single().Service.Buckets(), half.Journeys.Single().Service.Buckets());
    }

    private static RunFigures Of(IEnumerable<Snapshot> snapshots)
    {
        var figures = new RunFigures();
        foreach (Snapshot snapshot in snapshots) figures.Add(snapshot);
        return figures;
    }

    private static Snapshot Full(int number, string agent) => Second(number, new GeneratorHealth(0.1 * number, 0.01) { CpuWaitFraction = 0.12 * number }) with
    {
        Agent = agent, Arrivals = new ArrivalCounts(number, number, 0, number, 1, 0), InFlight = number, OldestInFlight = TimeSpan.FromSeconds(number), BytesSent = number, BytesReceived = 2 * number,
        Response = Times(number), Service = Times(number + 1), Lateness = Times(1),
        Steps = [new StepSnapshot { Journey = "visit", Step = "open", Completed = number, Failed = 1, Outcomes = new Dictionary<Outcome, long> { [Outcome.WaitTimedOut] = 1 }, Examples = new Dictionary<Outcome, string> { [Outcome.WaitTimedOut] = "too long" }, Response = Times(number), Service = Times(number), Phases = new Dictionary<Phase, PackedHistogram> { [Phase.Wait] = Times(number) } }],
        Journeys = [new JourneySnapshot { Journey = "visit", Response = Times(number), Service = Times(number) }],
    };

    private static PackedHistogram Times(int milliseconds)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.FromMilliseconds(milliseconds));
        return PackedHistogram.Of(histogram);
    }

    private static Snapshot Second(int number, GeneratorHealth generator) => new()
    {
        Agent = "a", Number = number, At = TimeSpan.FromSeconds(number), InFlight = 0, Arrivals = default, Generator = generator,
        Response = PackedHistogram.Empty, Service = PackedHistogram.Empty, Lateness = PackedHistogram.Empty, Steps = [],
    };
}
