using System.Numerics;

namespace LoadProbe.Capture;

/// <summary>Round trips in nanoseconds: exact while they are few, then in log-linear buckets (1/32 apart), so memory is bounded.</summary>
internal sealed class RttSamples
{
    private const int Exact = 64, SubBits = 5, Sub = 1 << SubBits;
    private long[] exact = [];
    private int[]? buckets;
    private long count, sum, min, max;

    public void Clear()
    {
        if (count > Exact) Array.Clear(buckets!);
        count = sum = max = 0;
        min = 0;
    }

    public void Add(long nanoseconds)
    {
        nanoseconds = Math.Max(0, nanoseconds);
        min = count == 0 ? nanoseconds : Math.Min(min, nanoseconds);
        max = Math.Max(max, nanoseconds);
        sum += nanoseconds;
        if (count < Exact)
        {
            if (count == exact.Length) Array.Resize(ref exact, Math.Max(4, exact.Length * 2));
            exact[count++] = nanoseconds;
            return;
        }
        buckets ??= new int[(64 - SubBits) * Sub];
        if (count == Exact)
            foreach (long sample in exact) buckets[Index(sample)]++;
        buckets[Index(nanoseconds)]++;
        count++;
    }

    public Distribution Summarize()
    {
        if (count == 0) return Distribution.Empty;
        long[]? sorted = count > Exact ? null : exact[..(int)count];
        if (sorted is not null) Array.Sort(sorted);
        return new Distribution
        {
            Count = count,
            Min = Nanoseconds.Span(min),
            Mean = Nanoseconds.Span(sum / count),
            P50 = At(sorted, 0.5),
            P75 = At(sorted, 0.75),
            P90 = At(sorted, 0.9),
            P95 = At(sorted, 0.95),
            P99 = At(sorted, 0.99),
            P999 = At(sorted, 0.999),
            Max = Nanoseconds.Span(max),
        };
    }

    // Nearest rank: the least sample with at least that share at or below it.
    private TimeSpan At(long[]? sorted, double quantile)
    {
        long rank = Math.Clamp((long)Math.Ceiling(quantile * count), 1, count);
        if (sorted is not null) return Nanoseconds.Span(sorted[rank - 1]);
        int index = -1;
        for (long seen = 0; seen < rank;) seen += buckets![++index];
        return Nanoseconds.Span(Math.Clamp(Middle(index), min, max));
    }

    private static int Index(long value)
    {
        if (value < Sub) return (int)value;
        int shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)(value >> shift) - Sub;
    }

    private static long Middle(int index)
    {
        if (index < Sub) return index;
        int shift = (index >> SubBits) - 1;
        long low = (long)(Sub + (index & (Sub - 1))) << shift;
        return low + ((1L << shift) >> 1);
    }
}
