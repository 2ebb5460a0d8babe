namespace LoadProbe.Core;

/// <summary>Goes through the pairs that <see cref="HistogramBytes"/> writes, known to be whole, without unpacking them.</summary>
internal struct BucketReader(byte[] bytes)
{
    private int _at;

    public int Bucket { get; private set; } = -1;

    public long Count { get; private set; }

    /// <summary>Goes to the next bucket that holds something; false at the end.</summary>
    public bool Next()
    {
        if (_at == bytes.Length) return false;
        Bucket += (int)Number();
        Count = Number();
        return true;
    }

    private long Number()
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[_at++];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
