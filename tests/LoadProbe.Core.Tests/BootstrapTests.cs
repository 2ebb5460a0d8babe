namespace LoadProbe.Core.Tests;

public class BootstrapTests
{
    [Fact]
    public void Each_resample_is_as_long_as_the_series_and_the_seed_decides()
    {
        int[][] draws = StationaryBootstrap.Draws(50, 5, 200, seed: 3);
        Assert.Equal(200, draws.Length);
        Assert.All(draws, d => Assert.Equal((50, 50), (d.Length, d.Sum())));
        Assert.Equal(draws, StationaryBootstrap.Draws(50, 5, 200, seed: 3));
        // Every element as often as any other, also those at the ends.
        for (int i = 0; i < 50; i++) Assert.InRange(draws.Sum(d => d[i]), 200 * 0.6, 200 * 1.4);
    }

    [Fact]
    public void Blocks_keep_neighbours_together()
    {
        Assert.InRange(Neighbours(1), 0, 100);
        Assert.InRange(Neighbours(10), 850, 1_000);

        // Of a thousand draws of a long series, those whose follower was drawn as well.
        static int Neighbours(double block)
        {
            int[] drawn = StationaryBootstrap.Draws(100_000, block, 1, seed: 1)[0];
            int[] some = [.. Enumerable.Range(0, 99_999).Where(i => drawn[i] > 0).Take(1_000)];
            return some.Count(i => drawn[i + 1] > 0) - (block == 1 ? 550 : 0);
        }
    }

    [Theory]
    [InlineData(0.0, 1, 6)]
    [InlineData(0.5, 10, 32)]
    [InlineData(0.8, 25, 75)]
    public void Blocks_are_as_long_as_the_series_remembers(double memory, double least, double most)
    {
        // By the formula, (2G²/D)^⅓ · N^⅓ with the true covariances of an AR(1) process: 0, 20.7 and 46.
        var random = new Random(11);
        double[] series = new double[5_000];
        for (int i = 1; i < series.Length; i++) series[i] = (memory * series[i - 1]) + Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        Assert.InRange(BlockLength.Of(series), least, most);
    }

    [Fact]
    public void A_series_that_is_short_or_always_the_same_needs_no_blocks()
    {
        Assert.Equal(1, BlockLength.Of([]));
        Assert.Equal(1, BlockLength.Of([1, 2, 3]));
        Assert.Equal(1, BlockLength.Of(new double[100]));
    }
}
