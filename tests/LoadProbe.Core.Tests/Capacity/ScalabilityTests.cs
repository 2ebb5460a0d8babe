namespace LoadProbe.Core.Tests;

public class ScalabilityTests(ITestOutputHelper output)
{
    // Its peak: 1,568/s with 44 at once.
    private static readonly ScalabilityLaw Law = new(115.4, 0.03, 0.97 / (44 * 44));

    [Fact]
    public void The_peak_of_a_law_is_where_it_does_most()
    {
        Assert.Equal(44, Law.PeakConcurrency, 1e-9);
        Assert.Equal(1_568, Law.PeakThroughput, 1.0);
        Assert.True(Law.At(43) < Law.PeakThroughput && Law.At(45) < Law.PeakThroughput);
        Assert.Equal((double.PositiveInfinity, 1_000), (new ScalabilityLaw(100, 0.1, 0).PeakConcurrency, new ScalabilityLaw(100, 0.1, 0).PeakThroughput));
        Assert.Equal(double.PositiveInfinity, new ScalabilityLaw(100, 0, 0).PeakThroughput);
    }

    [Theory]
    [InlineData(100, 0.03, 0.0005)]
    [InlineData(2, 0.3, 0.01)]
    [InlineData(5_000, 0, 0.0001)]
    [InlineData(100, 0.05, 0)]
    [InlineData(100, 0, 0)]
    public void Exact_points_give_the_law_back(double gamma, double alpha, double beta)
    {
        var law = new ScalabilityLaw(gamma, alpha, beta);
        ScalabilityLaw fit = ScalabilityLaw.Fit([.. new double[] { 1, 2, 5, 9, 16, 30, 50 }.Select(n => new LoadPoint(n, law.At(n)))])!.Value;
        Assert.Equal(gamma, fit.Gamma, gamma * 1e-4);
        Assert.Equal(alpha, fit.Alpha, 1e-4);
        Assert.Equal(beta, fit.Beta, 1e-6);
    }

    [Fact]
    public void Too_little_gives_no_law()
    {
        Assert.Null(ScalabilityLaw.Fit([]));
        Assert.Null(ScalabilityLaw.Fit([new(1, 10), new(2, 20), new(2, 21)]));
        Assert.Null(ScalabilityLaw.Fit([new(1, 10), new(2, 20), new(3, 0)]));
        Assert.Null(ScalabilityFit.Of([[new(1, 10)], [], [new(2, 20)]]));
    }

    // At half of the peak or less it is not to be believed; at one and a half times the peak it is.
    [Theory]
    [InlineData(0.25, 0, 4)]
    [InlineData(0.5, 0, 12)]
    [InlineData(1.0, 18, 20)]
    [InlineData(1.5, 20, 20)]
    public void A_peak_is_predicted_only_when_it_has_nearly_been_seen(double measured, int least, int most)
    {
        int predicted = 0;
        for (int seed = 1; seed <= 20; seed++)
        {
            ScalabilityFit fit = ScalabilityFit.Of(Steps(measured * 44, seed))!;
            if (seed == 1) output.WriteLine(fit.ToString());
            if (!fit.Predictable) continue;
            predicted++;
            Assert.InRange(fit.Concurrency.Value, 44 * 0.7, 44 * 1.3);
            Assert.InRange(fit.Throughput.Value, 1_568 * 0.85, 1_568 * 1.15);
        }

        Assert.InRange(predicted, least, most);
    }

    [Fact]
    public void What_is_not_predictable_says_how_much_to_load()
    {
        var straight = new ScalabilityLaw(100, 0, 0);
        ScalabilityFit fit = ScalabilityFit.Of([.. new double[] { 1, 2, 4, 8 }.Select(n => (IReadOnlyList<LoadPoint>)[new LoadPoint(n, straight.At(n))])])!;
        Assert.False(fit.Predictable);
        Assert.Equal("not predictable from 8 at once: load at least 16 at once", fit.ToString());
    }

    // Eight steps up to a load, ten seconds each, with 5 % of noise in each second.
    private static IReadOnlyList<IReadOnlyList<LoadPoint>> Steps(double highest, int seed)
    {
        var random = new Random(seed);
        double Noise() => 1 + (0.05 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return [.. Enumerable.Range(1, 8).Select(i => highest * i / 8).Select(n => (IReadOnlyList<LoadPoint>)[.. Enumerable.Range(0, 10).Select(_ => new LoadPoint(n, Law.At(n) * Noise()))])];
    }
}
