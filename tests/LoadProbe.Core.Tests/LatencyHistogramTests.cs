namespace LoadProbe.Core.Tests;

public class LatencyHistogramTests
{
    private const double Width = 0.001;
    private static readonly double[] Percents = [0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1_000)]
    [InlineData(4, 100_000)]
    public void Percentiles_are_within_a_thousandth_of_the_sorted_values(int seed, int count)
    {
        TimeSpan[] values = Values(seed, count);
        LatencyHistogram histogram = Of(values);
        Array.Sort(values);

        foreach (double percent in Percents)
        {
            TimeSpan exact = values[Math.Max(0, (int)Math.Ceiling(percent / 100 * count) - 1)];
            Near(exact, histogram.Percentile(percent));
        }

        Assert.Equal((values[0], values[^1]), (histogram.Min, histogram.Max));
        Assert.Equal(values.Average(v => v.Ticks), histogram.Mean.Ticks, 1.0);
        Assert.Equal(count, histogram.Count);
    }

    [Fact]
    public void It_tells_how_many_were_not_above_a_limit()
    {
        TimeSpan[] values = [.. Enumerable.Range(1, 1_000).Select(i => TimeSpan.FromMilliseconds(i))];
        LatencyHistogram histogram = Of(values);

        Assert.Equal(0, histogram.CountUpTo(TimeSpan.Zero));
        Assert.Equal(250, histogram.CountUpTo(TimeSpan.FromMilliseconds(250.4)));
        Assert.Equal(1_000, histogram.CountUpTo(TimeSpan.FromHours(9)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(20_000)]
    public void Merging_the_parts_gives_the_whole(int batch)
    {
        TimeSpan[] values = Values(5, 20_000);
        LatencyHistogram whole = Of(values), merged = new();
        foreach (TimeSpan[] part in values.Chunk(batch))
        {
            merged.Add(Of(part));
            merged.Add(new LatencyHistogram());
        }

        Same(whole, merged);
        Assert.Equal(whole.Mean, merged.Mean);
    }

    [Fact]
    public void Nothing_recorded_is_nothing_not_a_number()
    {
        var empty = new LatencyHistogram();
        empty.Add(new LatencyHistogram());

        Assert.Equal((0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), (empty.Count, empty.Min, empty.Max, empty.Mean, empty.Percentile(99)));
        Assert.Empty(empty.Buckets());
    }

    [Fact]
    public void Zero_negative_and_endless_durations_are_held_at_the_ends()
    {
        TimeSpan longest = TimeSpan.FromTicks((1L << 42) / TimeSpan.NanosecondsPerTick);
        LatencyHistogram histogram = Of([TimeSpan.FromSeconds(-1), TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.FromHours(2)]);

        Assert.Equal((4, TimeSpan.Zero), (histogram.Count, histogram.Min));
        Near(longest, histogram.Max);
        Near(longest, histogram.Percentile(100));
    }

    [Fact]
    public async Task Draining_while_others_record_loses_and_doubles_nothing()
    {
        const int Writers = 3, Each = 200_000;
        var live = new LatencyHistogram();
        var drained = new LatencyHistogram();
        // A busy machine may let the writers run alone for long: half way they wait for whoever drains.
        var draining = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                if (i == Each / 2) await draining.Task;
                live.Record(TimeSpan.FromTicks(((i * 37) + w) % 500_000));
            }
        }))];
        Task all = Task.WhenAll(writers);
        int drains = 0;
        for (; !all.IsCompleted; drains++)
        {
            drained.Add(live.Drain());
            if (drains == 1) draining.SetResult();
        }

        await all;
        drained.Add(live.Drain());

        var expected = new LatencyHistogram();
        for (int w = 0; w < Writers; w++)
        {
            for (int i = 0; i < Each; i++) expected.Record(TimeSpan.FromTicks(((i * 37) + w) % 500_000));
        }

        Assert.True(drains > 1);
        Assert.Equal(expected.Buckets(), drained.Buckets());
        Assert.Equal((expected.Count, expected.Mean), (drained.Count, drained.Mean));
        Near(expected.Max, drained.Max);
        Near(expected.Min, drained.Min);
        Assert.Equal((0, TimeSpan.Zero), (live.Count, live.Max));
    }

    [Fact]
    public void Recording_allocates_nothing_once_its_range_was_seen()
    {
        LatencyHistogram histogram = Of(Values(6, 10_000));
        TimeSpan[] values = Values(6, 10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (TimeSpan value in values) histogram.Record(value);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Log-uniform from 1 µs to 100 s, as latencies are: most are short, a few very long.
    private static TimeSpan[] Values(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => TimeSpan.FromMicroseconds(Math.Pow(10, random.NextDouble() * 8)))];
    }

    private static LatencyHistogram Of(IEnumerable<TimeSpan> values)
    {
        var histogram = new LatencyHistogram();
        foreach (TimeSpan value in values) histogram.Record(value);
        return histogram;
    }

    private static void Near(TimeSpan exact, TimeSpan read) =>
        Assert.True(Math.Abs((read - exact).Ticks) <= Math.Max(1, exact.Ticks * Width), $"{read} is not within 0.1 % of {exact}");

    private static void Same(LatencyHistogram expected, LatencyHistogram actual)
    {
        Assert.Equal(expected.Buckets(), actual.Buckets());
        Assert.Equal((expected.Count, expected.Min, expected.Max), (actual.Count, actual.Min, actual.Max));
        Assert.All(Percents, p => Assert.Equal(expected.Percentile(p), actual.Percentile(p)));
    }
}
