namespace LoadProbe.Core.Tests;

/// <summary>Random arrivals are a Poisson process, but for their number, which is the phase's.</summary>
public class PoissonTests
{
    private static readonly LoadPlan Plan = new([new Inject(200, TimeSpan.FromSeconds(100)) { Arrivals = ArrivalPattern.Poisson, Seed = 11 }]);
    private static readonly double[] Due = [.. Enumerable.Range(0, (int)Plan.Arrivals).Select(n => Plan.DueTime(n).TotalSeconds)];

    [Fact]
    public void There_are_exactly_as_many_as_the_rate_says() => Assert.Equal(20_000, Due.Length);

    // One honest sample in ten thousand is further from the exponential than 2.2 / √n (Kolmogorov and Smirnov).
    [Fact]
    public void The_gaps_are_exponential()
    {
        double[] gaps = [.. Due.Zip(Due.Skip(1), (a, b) => b - a).Order()];
        double furthest = gaps.Select((g, i) => Math.Abs(1 - Math.Exp(-200 * g) - ((i + 0.5) / gaps.Length))).Max();
        Assert.InRange(furthest, 0, 2.2 / Math.Sqrt(gaps.Length));
    }

    [Fact]
    public void One_gap_says_nothing_of_the_next()
    {
        double[] gaps = [.. Due.Zip(Due.Skip(1), (a, b) => b - a)];
        double mean = gaps.Average(), variance = gaps.Average(g => (g - mean) * (g - mean));
        double correlation = gaps.Zip(gaps.Skip(1), (a, b) => (a - mean) * (b - mean)).Average() / variance;
        Assert.InRange(correlation, -0.03, 0.03);
    }

    // Of a Poisson process variance and mean of the counts are one, at every scale.
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Counts_scatter_as_much_at_every_scale(double seconds)
    {
        int cells = (int)Math.Round(100 / seconds);
        double[] counts = new double[cells];
        foreach (double due in Due) counts[Math.Min(cells - 1, (int)(due / seconds))]++;
        double mean = counts.Average(), dispersion = counts.Average(c => (c - mean) * (c - mean)) / mean;
        Assert.InRange(dispersion, 1 - (5 * Math.Sqrt(2.0 / cells)), 1 + (5 * Math.Sqrt(2.0 / cells)));
    }

    [Fact]
    public void They_follow_a_ramp_as_even_ones_do()
    {
        var plan = new LoadPlan([new RampingInject(0, 400, TimeSpan.FromSeconds(100)) { Arrivals = ArrivalPattern.Poisson, Seed = 5 }]);
        int half = Enumerable.Range(0, (int)plan.Arrivals).Count(n => plan.DueTime(n) < TimeSpan.FromSeconds(50));
        // A quarter of the 20,000, give or take five standard deviations.
        Assert.InRange(half, 5_000 - 306, 5_000 + 306);
    }

    [Fact]
    public void Another_seed_is_another_day()
    {
        var other = new LoadPlan([new Inject(200, TimeSpan.FromSeconds(100)) { Arrivals = ArrivalPattern.Poisson, Seed = 12 }]);
        Assert.True(Enumerable.Range(0, 1_000).Count(n => other.DueTime(n).TotalSeconds == Due[n]) < 3);
    }
}
