using System.Text.Json.Serialization;

namespace LoadProbe.Core;

/// <summary>
/// A histogram that is done, in some hundred bytes: what an agent tells of a second, and what a run keeps of it. Its buckets are those of
/// <see cref="LatencyHistogram"/>, written as <see cref="HistogramBytes"/> does; two are merged by adding bucket to bucket.
/// </summary>
[JsonConverter(typeof(HistogramConverter))]
public sealed class PackedHistogram
{
    private const int CoarseBits = 3;
    private static readonly double[] Percents = [50, 75, 90, 95, 99, 99.9];

    private readonly byte[] _bytes;
    private readonly TimeSpan[] _percentiles;
    private readonly long _sumTicks;

    internal PackedHistogram(byte[] bytes, long count, long sumTicks, TimeSpan min, TimeSpan max, TimeSpan[]? percentiles = null)
    {
        (_bytes, Count, _sumTicks, Min, Max) = (bytes, count, sumTicks, min, max);
        _percentiles = percentiles ?? Rank();
    }

    public static PackedHistogram Empty { get; } = new([], 0, 0, TimeSpan.Zero, TimeSpan.Zero);

    public long Count { get; }

    /// <summary>Zero, as all its figures, when there are no values.</summary>
    public TimeSpan Min { get; }

    public TimeSpan Max { get; }

    /// <summary>Of all values.</summary>
    public TimeSpan Sum => TimeSpan.FromTicks(_sumTicks);

    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(_sumTicks / Count);
    public TimeSpan P50 => _percentiles[0];
    public TimeSpan P75 => _percentiles[1];
    public TimeSpan P90 => _percentiles[2];
    public TimeSpan P95 => _percentiles[3];
    public TimeSpan P99 => _percentiles[4];
    public TimeSpan P999 => _percentiles[5];

    /// <summary>As <see cref="HistogramBytes"/> reads them.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public static PackedHistogram Of(LatencyHistogram histogram) => histogram.Count == 0
        ? Empty
        : new(HistogramBytes.Write(histogram), histogram.Count, histogram.Mean.Ticks * histogram.Count, histogram.Min, histogram.Max);

    /// <summary>Reads one from its <see cref="Bytes"/>; null when they are something else. Sum and extremes are then known to a bucket's width.</summary>
    public static PackedHistogram? Read(ReadOnlySpan<byte> bytes) => HistogramBytes.TryRead(bytes, out LatencyHistogram histogram) ? Of(histogram) : null;

    /// <summary>Reads one as it was, from its <see cref="Bytes"/> and the figures beside them; null when the bytes are something else.</summary>
    public static PackedHistogram? Read(ReadOnlySpan<byte> bytes, TimeSpan sum, TimeSpan min, TimeSpan max) =>
        !HistogramBytes.TryCount(bytes, out long count) ? null : count == 0 ? Empty : new(bytes.ToArray(), count, sum.Ticks, min, max);

    /// <summary>The same buckets under figures that were taken from finer ones.</summary>
    /// <param name="mean">Of all values.</param>
    /// <param name="percentiles">p50, p75, p90, p95, p99 and p99.9.</param>
    public PackedHistogram With(TimeSpan min, TimeSpan mean, TimeSpan max, TimeSpan[] percentiles) => new(_bytes, Count, mean.Ticks * Count, min, max, percentiles);

    /// <summary>Merges by adding bucket to bucket, so percentiles are those of all values.</summary>
    public PackedHistogram Add(PackedHistogram other)
    {
        if (Count == 0) return other;
        if (other.Count == 0) return this;
        var packed = new BucketWriter();
        var mine = new BucketReader(_bytes);
        var theirs = new BucketReader(other._bytes);
        bool more = mine.Next(), moreOfTheirs = theirs.Next();
        while (more || moreOfTheirs)
        {
            int bucket = Math.Min(more ? mine.Bucket : int.MaxValue, moreOfTheirs ? theirs.Bucket : int.MaxValue);
            long count = 0;
            if (more && mine.Bucket == bucket)
            {
                count += mine.Count;
                more = mine.Next();
            }

            if (moreOfTheirs && theirs.Bucket == bucket)
            {
                count += theirs.Count;
                moreOfTheirs = theirs.Next();
            }

            packed.Add(bucket, count);
        }

        return new PackedHistogram(packed.ToArray(), Count + other.Count, _sumTicks + other._sumTicks, Min < other.Min ? Min : other.Min, Max > other.Max ? Max : other.Max);
    }

    /// <summary>The same figures over buckets of 0.8 % of their value, eight of the fine ones each: enough to draw and to compare, and bounded in size.</summary>
    public PackedHistogram Coarse()
    {
        var packed = new BucketWriter();
        foreach ((int bucket, long count) in Buckets()) packed.Add((bucket >> CoarseBits << CoarseBits) + (1 << CoarseBits >> 1), count);
        return new PackedHistogram(packed.ToArray(), Count, _sumTicks, Min, Max, _percentiles);
    }

    /// <summary>The buckets that hold something, in order.</summary>
    public IEnumerable<(int Bucket, long Count)> Buckets()
    {
        var reader = new BucketReader(_bytes);
        while (reader.Next()) yield return (reader.Bucket, reader.Count);
    }

    /// <summary>The middle of each bucket that holds something, and how much.</summary>
    public IEnumerable<KeyValuePair<TimeSpan, long>> Values() => Buckets().Select(b => new KeyValuePair<TimeSpan, long>(Middle(b.Bucket), b.Count));

    private static TimeSpan Middle(int bucket) => TimeSpan.FromTicks(LatencyHistogram.Middle(bucket) / TimeSpan.NanosecondsPerTick);

    // The rank of a percentile is LatencyHistogram's: the smallest value that so many are not above.
    private TimeSpan[] Rank()
    {
        var found = new TimeSpan[Percents.Length];
        if (Count == 0) return found;
        long seen = 0;
        int next = 0;
        foreach ((int bucket, long count) in Buckets())
        {
            seen += count;
            for (; next < Percents.Length && seen >= (long)Math.Ceiling(Percents[next] / 100 * Count); next++) found[next] = TimeSpan.FromTicks(Math.Clamp(Middle(bucket).Ticks, Min.Ticks, Max.Ticks));
        }

        return found;
    }
}
