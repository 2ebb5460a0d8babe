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

    private static Snapshot Second(int number, GeneratorHealth generator) => new()
    {
        Agent = "a", Number = number, At = TimeSpan.FromSeconds(number), InFlight = 0, Arrivals = default, Generator = generator,
        Response = PackedHistogram.Empty, Service = PackedHistogram.Empty, Lateness = PackedHistogram.Empty, Steps = [],
    };
}
