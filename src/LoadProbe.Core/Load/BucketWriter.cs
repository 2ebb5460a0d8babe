namespace LoadProbe.Core;

/// <summary>Writes buckets as <see cref="HistogramBytes"/> does. They come in order; the same one again is added to.</summary>
internal sealed class BucketWriter
{
    private readonly List<byte> _bytes = [];
    private int _written = -1;
    private int _bucket;
    private long _count;

    public void Add(int bucket, long count)
    {
        if (bucket != _bucket) Flush();
        _bucket = bucket;
        _count += count;
    }

    public byte[] ToArray()
    {
        Flush();
        return [.. _bytes];
    }

    private void Flush()
    {
        if (_count == 0) return;
        Number(_bucket - _written);
        Number(_count);
        (_written, _count) = (_bucket, 0);
    }

    private void Number(long value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
