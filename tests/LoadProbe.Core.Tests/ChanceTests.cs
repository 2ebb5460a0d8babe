namespace LoadProbe.Core.Tests;

public class ChanceTests
{
    [Fact]
    public void The_same_draw_is_always_the_same_and_others_are_others()
    {
        Assert.Equal(Chance.Uniform(7, 3), Chance.Uniform(7, 3));
        double[] draws = [.. Enumerable.Range(0, 100).SelectMany(seed => Enumerable.Range(0, 100).Select(n => Chance.Uniform(seed, n)))];
        Assert.Equal(draws.Length, draws.Distinct().Count());
        Assert.All(draws, d => Assert.InRange(d, 0, 1 - 1e-12));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-5)]
    [InlineData(long.MaxValue)]
    public void Draws_are_uniform(long seed) => AssertUniform([.. Enumerable.Range(0, 20_000).Select(n => Chance.Uniform(seed, n))]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(63)]
    [InlineData(1_000)]
    public void Ordered_draws_rise(int count)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            double[] draws = Ordered(seed, count);
            Assert.Equal(draws.Order(), draws);
            Assert.All(draws, d => Assert.InRange(d, 0, 1));
        }
    }

    [Fact]
    public void Ordered_draws_of_one_seed_are_uniform_together() => AssertUniform(Ordered(4, 20_000));

    // The k-th smallest of c has the distribution Beta(k, c + 1 - k): mean k / (c + 1), variance k (c + 1 - k) / ((c + 1)² (c + 2)).
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(20)]
    public void Each_ordered_draw_has_the_mean_and_variance_of_its_place(int count)
    {
        const int Seeds = 20_000;
        for (int k = 0; k < count; k++)
        {
            double[] draws = [.. Enumerable.Range(0, Seeds).Select(seed => Chance.Ordered(seed, k, count))];
            double mean = (k + 1.0) / (count + 1), variance = (k + 1.0) * (count - k) / ((count + 1.0) * (count + 1) * (count + 2));
            Assert.Equal(mean, draws.Average(), 5 * Math.Sqrt(variance / Seeds));
            Assert.InRange(draws.Average(d => (d - mean) * (d - mean)), 0.93 * variance, 1.07 * variance);
        }
    }

    private static double[] Ordered(long seed, int count) => [.. Enumerable.Range(0, count).Select(k => Chance.Ordered(seed, k, count))];

    // Kolmogorov and Smirnov: one honest sample in ten thousand is further off than 2.2 / √n.
    private static void AssertUniform(double[] draws)
    {
        Array.Sort(draws);
        double furthest = draws.Select((d, i) => Math.Max(Math.Abs(d - ((double)i / draws.Length)), Math.Abs(d - ((i + 1.0) / draws.Length)))).Max();
        Assert.InRange(furthest, 0, 2.2 / Math.Sqrt(draws.Length));
    }
}
