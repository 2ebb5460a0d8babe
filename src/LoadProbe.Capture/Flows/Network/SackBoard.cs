using System.Buffers.Binary;

namespace LoadProbe.Capture;

/// <summary>What the other side has beyond its acknowledgement (RFC 2018), as at most <see cref="Most"/> ranges; more are forgotten.</summary>
internal sealed class SackBoard
{
    private const int Most = 16;
    private (uint From, uint To)[] ranges = [];
    private int count;

    public bool Any => count > 0;

    public void Clear() => count = 0;

    /// <summary>True when the first block tells of something received twice (RFC 2883 §4): below the acknowledgement, or within the second block.</summary>
    public static bool TryDuplicate(in Segment segment, out uint from, out uint to)
    {
        (from, to) = Block(segment.Sack, 0);
        if (!Sequence.After(to, segment.Acknowledgement)) return true;
        if (segment.Sack.Length < 2 * Segment.SackBlock) return false;
        (uint outerFrom, uint outerTo) = Block(segment.Sack, 1);
        return !Sequence.Before(from, outerFrom) && !Sequence.After(to, outerTo);
    }

    public void Add(in Segment segment)
    {
        for (int i = 0; i < segment.Sack.Length / Segment.SackBlock; i++)
        {
            (uint from, uint to) = Block(segment.Sack, i);
            if (Sequence.Before(from, to) && Sequence.After(from, segment.Acknowledgement)) Add(from, to);
        }
    }

    public void Acknowledge(uint acknowledgement)
    {
        for (int i = count - 1; i >= 0; i--)
            if (!Sequence.After(ranges[i].To, acknowledgement)) ranges[i] = ranges[--count];
    }

    public bool Covers(uint from, uint to)
    {
        for (int i = 0; i < count; i++)
            if (!Sequence.Before(from, ranges[i].From) && !Sequence.After(to, ranges[i].To)) return true;
        return false;
    }

    public bool ReachesBeyond(uint sequence)
    {
        for (int i = 0; i < count; i++)
            if (Sequence.After(ranges[i].To, sequence)) return true;
        return false;
    }

    private void Add(uint from, uint to)
    {
        if (Covers(from, to)) return;
        for (int i = count - 1; i >= 0; i--)
        {
            if (Sequence.After(from, ranges[i].To) || Sequence.Before(to, ranges[i].From)) continue;
            if (Sequence.Before(ranges[i].From, from)) from = ranges[i].From;
            if (Sequence.After(ranges[i].To, to)) to = ranges[i].To;
            ranges[i] = ranges[--count];
        }
        if (count == Most) return;
        if (ranges.Length == 0) ranges = new (uint, uint)[Most];
        ranges[count++] = (from, to);
    }

    private static (uint From, uint To) Block(ReadOnlySpan<byte> blocks, int index)
    {
        ReadOnlySpan<byte> block = blocks[(index * Segment.SackBlock)..];
        return (BinaryPrimitives.ReadUInt32BigEndian(block), BinaryPrimitives.ReadUInt32BigEndian(block[4..]));
    }
}
