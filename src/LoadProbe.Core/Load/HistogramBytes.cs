namespace LoadProbe.Core;

/// <summary>
/// A histogram in few bytes, for the store and the wire: pairs of numbers, each 7 bits at a time (LEB128): how far the
/// next bucket in use is from the one before, and what it holds.
/// </summary>
public static class HistogramBytes
{
    public static byte[] Write(LatencyHistogram histogram)
    {
        var bytes = new BucketWriter();
        foreach ((int bucket, long count) in histogram.Buckets()) bytes.Add(bucket, count);
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Write(LatencyHistogram)"/> wrote; false, and an empty one, when it is something else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out LatencyHistogram histogram)
    {
        histogram = new LatencyHistogram();
        if (!TryCount(bytes, out _)) return false;
        long bucket = -1;
        while (!bytes.IsEmpty)
        {
            TryRead(ref bytes, out ulong step);
            TryRead(ref bytes, out ulong count);
            bucket += (long)step;
            histogram.AddBucket((int)bucket, (long)count);
        }

        return true;
    }

    /// <summary>How many values there are in what <see cref="Write(LatencyHistogram)"/> wrote; false when it is something else.</summary>
    public static bool TryCount(ReadOnlySpan<byte> bytes, out long values)
    {
        values = 0;
        long bucket = -1;
        Int128 seen = 0, sum = 0;
        while (!bytes.IsEmpty)
        {
            if (!TryRead(ref bytes, out ulong step) || !TryRead(ref bytes, out ulong count)) return false;
            if (step == 0 || step > LatencyHistogram.BucketCount || count == 0) return false;
            bucket += (long)step;
            seen += count;
            if (bucket >= LatencyHistogram.BucketCount || seen > long.MaxValue) return false;
            sum += LatencyHistogram.Sum((int)bucket, (long)count);
            if (sum > long.MaxValue) return false;
        }

        values = (long)seen;
        return true;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 63 && !bytes.IsEmpty; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return true;
        }

        return false;
    }
}
