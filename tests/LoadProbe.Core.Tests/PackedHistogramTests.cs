namespace LoadProbe.Core.Tests;

public class PackedHistogramTests
{
    private static LatencyHistogram Random(int count, int seed)
    {
        var random = new Random(seed);
        var histogram = new LatencyHistogram();
        for (int i = 0; i < count; i++) histogram.Record(TimeSpan.FromMilliseconds(Math.Exp(random.NextDouble() * 8)));
        return histogram;
    }

    private static TimeSpan[] Percentiles(PackedHistogram h) => [h.P50, h.P75, h.P90, h.P95, h.P99, h.P999];

    private static TimeSpan[] Percentiles(LatencyHistogram h) => [.. ((double[])[50, 75, 90, 95, 99, 99.9]).Select(h.Percentile)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10_000)]
    public void It_has_the_figures_of_the_histogram_it_was_made_of(int count)
    {
        LatencyHistogram histogram = Random(count, seed: 3);
        PackedHistogram packed = PackedHistogram.Of(histogram);
        Assert.Equal((histogram.Count, histogram.Min, histogram.Mean, histogram.Max), (packed.Count, packed.Min, packed.Mean, packed.Max));
        Assert.Equal(Percentiles(histogram), Percentiles(packed));
        Assert.Equal(histogram.Buckets().Select(b => (b.Key, b.Value)), packed.Buckets());
    }

    [Fact]
    public void Adding_two_is_adding_all_their_values()
    {
        LatencyHistogram a = Random(5_000, seed: 4), b = Random(70, seed: 5);
        PackedHistogram sum = PackedHistogram.Of(a).Add(PackedHistogram.Of(b)).Add(PackedHistogram.Empty);
        a.Add(b);
        Assert.Equal(a.Buckets().Select(p => (p.Key, p.Value)), sum.Buckets());
        Assert.Equal(Percentiles(a), Percentiles(sum));
        Assert.Equal((a.Min, a.Max), (sum.Min, sum.Max));
        Assert.Equal(a.Mean.TotalSeconds, sum.Mean.TotalSeconds, 1e-6);
        Assert.Equal(0, PackedHistogram.Empty.Add(PackedHistogram.Empty).Count);
    }

    [Fact]
    public void A_coarse_one_keeps_its_figures_and_has_bounded_buckets_that_are_near()
    {
        LatencyHistogram histogram = Random(500_000, seed: 6);
        PackedHistogram fine = PackedHistogram.Of(histogram), coarse = fine.Coarse();
        Assert.Equal(Percentiles(fine), Percentiles(coarse));
        Assert.Equal(fine.Count, coarse.Buckets().Sum(b => b.Count));
        // From 1 ms to 3 s, which is twelve powers of two.
        Assert.InRange(coarse.Buckets().Count(), 1_000, 12 * 128);
        Assert.Equal(coarse.Buckets(), coarse.Coarse().Buckets());

        // Merged, percentiles come from the coarse buckets.
        PackedHistogram twice = coarse.Add(coarse);
        foreach ((TimeSpan exact, TimeSpan near) in Percentiles(fine).Zip(Percentiles(twice))) Assert.Equal(exact.TotalSeconds, near.TotalSeconds, exact.TotalSeconds * 0.005);
    }

    [Fact]
    public void It_is_read_again_from_its_bytes_and_nothing_else_is_read()
    {
        PackedHistogram packed = PackedHistogram.Of(Random(1_000, seed: 8)).Coarse();
        PackedHistogram read = PackedHistogram.Read(packed.Bytes)!;
        Assert.Equal(packed.Buckets(), read.Buckets());
        Assert.Equal(Percentiles(packed), Percentiles(read.With(packed.Min, packed.Mean, packed.Max, Percentiles(packed))));
        Assert.Null(PackedHistogram.Read([0x80]));
    }
}
