using System.Numerics;

namespace LoadProbe.Core;

/// <summary>
/// Durations in constant memory, at three significant digits, mergeable by addition. Log-linear buckets in the manner
/// of HdrHistogram: 1,024 to each power of two of nanoseconds, so a bucket is never wider than 0.1 % of its value; from
/// 1 ns to 1 h 13 min, longer ones count as the longest. At most 0.3 MB, of which only the powers of two seen are held.
/// Recording takes no lock and may go on while another thread drains.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 10;
    private const int SubBuckets = 1 << SubBits;
    private const int MaxExponent = 42;
    private const int Rows = MaxExponent - SubBits + 2;

    private readonly long[]?[] _rows = new long[]?[Rows];
    private long _count;
    private long _sum;
    private long _min = long.MaxValue;
    private long _max;

    public long Count => Volatile.Read(ref _count);

    /// <summary>Zero when nothing was recorded.</summary>
    public TimeSpan Min => Count == 0 ? TimeSpan.Zero : Time(Volatile.Read(ref _min));

    public TimeSpan Max => Time(Volatile.Read(ref _max));

    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : Time(Math.Clamp(Volatile.Read(ref _sum) / Count, Math.Min(_min, _max), _max));

    public void Record(TimeSpan duration)
    {
        long value = Nanoseconds(duration);
        Interlocked.Increment(ref Slot(Index(value)));
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _sum, value);
        Widen(value, value);
    }

    /// <summary>Adds all that <paramref name="other"/> holds.</summary>
    public void Add(LatencyHistogram other)
    {
        for (int row = 0; row < Rows; row++)
        {
            if (other._rows[row] is not { } from) continue;
            for (int i = 0; i < SubBuckets; i++)
            {
                if (from[i] != 0) Interlocked.Add(ref Slot((row << SubBits) + i), from[i]);
            }
        }

        Interlocked.Add(ref _count, other.Count);
        Interlocked.Add(ref _sum, Volatile.Read(ref other._sum));
        if (other.Count > 0) Widen(Volatile.Read(ref other._min), Volatile.Read(ref other._max));
    }

    /// <summary>Adds all that <paramref name="other"/> holds.</summary>
    public void Add(PackedHistogram other)
    {
        if (other.Count == 0) return;
        foreach ((int bucket, long count) in other.Buckets()) Interlocked.Add(ref Slot(bucket), count);
        Interlocked.Add(ref _count, other.Count);
        Interlocked.Add(ref _sum, other.Sum.Ticks * TimeSpan.NanosecondsPerTick);
        Widen(Nanoseconds(other.Min), Nanoseconds(other.Max));
    }

    /// <summary>Adds what <paramref name="other"/> holds above <paramref name="limit"/>, within a bucket's width.</summary>
    public void AddAbove(PackedHistogram other, TimeSpan limit)
    {
        if (other.Max <= limit) return;
        long least = Nanoseconds(limit);
        foreach ((int bucket, long count) in other.Buckets())
        {
            if (Middle(bucket) > least) AddBucket(bucket, count);
        }
    }

    /// <summary>How many buckets there can be.</summary>
    internal const int BucketCount = Rows << SubBits;

    /// <summary>The sum of <paramref name="count"/> values of a bucket, nanoseconds, as <see cref="AddBucket"/> adds it.</summary>
    internal static Int128 Sum(int index, long count) => (Int128)Middle(index) * count;

    /// <summary>Adds values by their bucket; sum and extremes are then known to a bucket's width.</summary>
    internal void AddBucket(int index, long count)
    {
        long middle = Middle(index);
        Interlocked.Add(ref Slot(index), count);
        Interlocked.Add(ref _count, count);
        Interlocked.Add(ref _sum, middle * count);
        Widen(middle, middle);
    }

    /// <summary>Packs all that is here and leaves this one empty. A value recorded meanwhile is in what was packed or is still here, never in both; its share of mean and extremes may then be known to a bucket's width only.</summary>
    public PackedHistogram Drain()
    {
        var drained = new BucketWriter();
        long count = 0;
        int lowest = -1, highest = -1;
        for (int row = 0; row < Rows; row++)
        {
            if (_rows[row] is not { } from) continue;
            for (int i = 0; i < SubBuckets; i++)
            {
                if (from[i] == 0) continue;
                long moved = Interlocked.Exchange(ref from[i], 0);
                count += moved;
                highest = (row << SubBits) + i;
                if (lowest < 0) lowest = highest;
                drained.Add(highest, moved);
            }
        }

        // What is being recorded just now may be in the sum alone: the next drain has it.
        if (count == 0) return PackedHistogram.Empty;
        Interlocked.Add(ref _count, -count);
        long sum = Interlocked.Exchange(ref _sum, 0);
        long min = Interlocked.Exchange(ref _min, long.MaxValue), max = Interlocked.Exchange(ref _max, 0);
        // The extremes of a value recorded meanwhile may have gone with another drain than its bucket: the bucket is near enough.
        min = min != long.MaxValue && Index(min) == lowest ? min : Middle(lowest);
        max = Index(max) == highest ? max : Middle(highest);
        // Where all is in one bucket, its middle may be on the wrong side of the other extreme.
        return new PackedHistogram(drained.ToArray(), count, sum / TimeSpan.NanosecondsPerTick, Time(Math.Min(min, max)), Time(Math.Max(min, max)));
    }

    /// <summary>The smallest value that at least <paramref name="percent"/> of all are not above; zero when there are none.</summary>
    public TimeSpan Percentile(double percent)
    {
        long rank = (long)Math.Ceiling(percent / 100 * Count);
        long seen = 0;
        for (int row = 0; row < Rows; row++)
        {
            if (_rows[row] is not { } buckets) continue;
            for (int i = 0; i < SubBuckets; i++)
            {
                seen += buckets[i];
                if (seen >= rank && seen > 0) return Time(Math.Clamp(Middle((row << SubBits) + i), _min, Math.Max(_min, _max)));
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>How many values are not above <paramref name="limit"/>, within a bucket's width.</summary>
    public long CountUpTo(TimeSpan limit)
    {
        int last = Index(Nanoseconds(limit));
        long seen = 0;
        for (int row = 0; row <= last >> SubBits; row++)
        {
            if (_rows[row] is not { } buckets) continue;
            int end = row == last >> SubBits ? (last & (SubBuckets - 1)) + 1 : SubBuckets;
            for (int i = 0; i < end; i++) seen += buckets[i];
        }

        return seen;
    }

    /// <summary>The buckets that hold something, by index, for the wire and the store.</summary>
    public IEnumerable<KeyValuePair<int, long>> Buckets()
    {
        for (int row = 0; row < Rows; row++)
        {
            if (_rows[row] is not { } buckets) continue;
            for (int i = 0; i < SubBuckets; i++)
            {
                if (buckets[i] != 0) yield return new((row << SubBits) + i, buckets[i]);
            }
        }
    }

    private ref long Slot(int index)
    {
        ref long[]? row = ref _rows[index >> SubBits];
        if (row is null) Interlocked.CompareExchange(ref row, new long[SubBuckets], null);
        return ref row[index & (SubBuckets - 1)];
    }

    private void Widen(long low, long high)
    {
        for (long seen = Volatile.Read(ref _min); low < seen; seen = Volatile.Read(ref _min)) Interlocked.CompareExchange(ref _min, low, seen);
        for (long seen = Volatile.Read(ref _max); high > seen; seen = Volatile.Read(ref _max)) Interlocked.CompareExchange(ref _max, high, seen);
    }

    // Row 0 is linear; row k ≥ 1 holds the values with SubBits+k significant bits, by their top SubBits+1 bits.
    private static int Index(long value)
    {
        int exponent = Math.Max(0, BitOperations.Log2((ulong)value) - SubBits + 1);
        return exponent == 0 ? (int)value : (exponent << SubBits) + (int)((value >> (exponent - 1)) - SubBuckets);
    }

    /// <summary>The value that a bucket stands for, nanoseconds.</summary>
    internal static long Middle(int index)
    {
        int exponent = index >> SubBits;
        if (exponent == 0) return index;
        long low = (long)((index & (SubBuckets - 1)) + SubBuckets) << (exponent - 1);
        return low + ((1L << (exponent - 1)) / 2);
    }

    private static long Nanoseconds(TimeSpan duration) => Math.Clamp(duration.Ticks, 0, (1L << MaxExponent) / TimeSpan.NanosecondsPerTick) * TimeSpan.NanosecondsPerTick;

    private static TimeSpan Time(long nanoseconds) => new(nanoseconds / TimeSpan.NanosecondsPerTick);
}
