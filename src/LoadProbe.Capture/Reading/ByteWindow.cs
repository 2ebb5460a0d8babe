namespace LoadProbe.Capture;

/// <summary>A stream read in large blocks and handed out as spans; a span is valid until the next call.</summary>
internal sealed class ByteWindow(Stream stream)
{
    /// <summary>No record of a sane capture is larger; a length field beyond it is a lie.</summary>
    public const int Largest = 1 << 20;

    // Larger than a record, so that refilling moves little.
    private readonly byte[] buffer = new byte[2 * Largest];
    private int start, end;
    private bool ended;

    /// <summary>Looks at the next bytes without taking them; shorter than asked only at the end of the stream.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (end - start < count) Fill(count);
        return buffer.AsSpan(start, Math.Min(count, end - start));
    }

    public void Skip(int count) => start += Math.Min(count, end - start);

    /// <summary>Takes exactly so many bytes, or nothing.</summary>
    public bool TryTake(int count, out ReadOnlySpan<byte> taken)
    {
        taken = Peek(count);
        if (taken.Length < count) return false;
        start += count;
        return true;
    }

    /// <summary>Takes bytes that may be more than the window holds; false when the stream ends first.</summary>
    public bool TryDiscard(long count)
    {
        while (count > 0)
        {
            int step = (int)Math.Min(count, Largest);
            int had = Peek(step).Length;
            Skip(had);
            if (had < step) return false;
            count -= step;
        }
        return true;
    }

    private void Fill(int count)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }
        while (end < count && !ended)
        {
            int read = stream.Read(buffer, end, buffer.Length - end);
            ended = read == 0;
            end += read;
        }
    }
}
