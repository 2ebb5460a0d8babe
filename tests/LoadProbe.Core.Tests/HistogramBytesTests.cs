namespace LoadProbe.Core.Tests;

public class HistogramBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50_000)]
    public void What_was_written_is_read_again(int count)
    {
        var random = new Random(7);
        var histogram = new LatencyHistogram();
        for (int i = 0; i < count; i++) histogram.Record(TimeSpan.FromMilliseconds(random.NextDouble() * 500));

        byte[] bytes = HistogramBytes.Write(histogram);

        Assert.True(HistogramBytes.TryRead(bytes, out LatencyHistogram read));
        Assert.Equal(histogram.Buckets(), read.Buckets());
        Assert.Equal(histogram.Count, read.Count);
        Assert.Equal(histogram.Mean.TotalSeconds, read.Mean.TotalSeconds, histogram.Mean.TotalSeconds * 0.001);
        Assert.Equal(histogram.Max.TotalSeconds, read.Max.TotalSeconds, histogram.Max.TotalSeconds * 0.001);
        Assert.True(bytes.Length <= 20_000, $"{bytes.Length} bytes");
    }

    [Fact]
    public void Both_ends_of_the_range_come_through()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(TimeSpan.Zero);
        histogram.Record(TimeSpan.MaxValue);

        Assert.True(HistogramBytes.TryRead(HistogramBytes.Write(histogram), out LatencyHistogram read));
        Assert.Equal(histogram.Buckets(), read.Buckets());
    }

    [Theory]
    [InlineData("01", "a bucket without its count")]
    [InlineData("80", "a number that does not end")]
    [InlineData("0005", "the same bucket twice")]
    [InlineData("FFFF7F05", "a bucket beyond the last")]
    [InlineData("FFFFFFFFFFFFFFFF7F05", "a bucket that would wrap round")]
    [InlineData("01FFFFFFFFFFFFFFFFFF01", "a count of more than 63 bits")]
    [InlineData("0100", "a bucket in use that holds nothing")]
    [InlineData("01FFFFFFFFFFFFFFFF7F01FFFFFFFFFFFFFFFF7F", "counts whose sum wraps round")]
    public void Garbage_is_refused(string hex, string what)
    {
        Assert.False(HistogramBytes.TryRead(Convert.FromHexString(hex), out _), what);
    }

    [Fact]
    public void Random_bytes_never_break_the_reader()
    {
        var random = new Random(8);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 24)];
            random.NextBytes(bytes);
            if (HistogramBytes.TryRead(bytes, out LatencyHistogram read)) Assert.True(read.Count >= 0 && read.Max >= read.Min && read.Mean >= TimeSpan.Zero, Convert.ToHexString(bytes));
        }
    }
}
