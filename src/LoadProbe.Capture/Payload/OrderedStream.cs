using System.Buffers;

namespace LoadProbe.Capture;

/// <summary>Puts the payload of one direction in order. What waits for a hole is bounded; beyond that the hole becomes a gap.</summary>
internal sealed class OrderedStream(bool client, ReorderBudget budget)
{
    private const int MostSegments = 64, MostBytes = 1 << 18;
    private readonly List<Waiting> waiting = [];
    private int waitingBytes;
    private long expected, end;
    private bool started, ends;

    private readonly record struct Waiting(long Offset, int Length, byte[] Bytes, int Captured);

    public void Clear()
    {
        foreach (Waiting segment in waiting) Release(segment);
        waiting.Clear();
        waitingBytes = 0;
        expected = 0;
        started = ends = false;
    }

    /// <summary>A segment at a stream offset; the stream begins at 0 when its SYN was seen, else with the first segment.</summary>
    public void Add(long offset, in Segment segment, bool fromStart, long time, PayloadSink sink)
    {
        if (!sink.Wants(client)) return;
        int length = segment.PayloadLength;
        ReadOnlySpan<byte> captured = segment.Payload;
        if (!started)
        {
            started = true;
            expected = fromStart ? Math.Min(0, offset) : offset;
        }
        if (offset <= expected)
        {
            Deliver(offset, length, captured, time, sink);
            DeliverWaiting(time, sink);
            Finish(time, sink);
            return;
        }
        Keep(offset, length, captured);
        if (waiting.Count > MostSegments || waitingBytes > MostBytes || budget.Spent) SkipHole(time, sink);
    }

    /// <summary>The receiver has everything before the offset: a hole there will not be filled in this capture.</summary>
    public void Acknowledge(long offset, long time, PayloadSink sink)
    {
        while (waiting.Count > 0 && waiting[0].Offset <= offset) SkipHole(time, sink);
        Finish(time, sink);
    }

    /// <summary>There is nothing from the offset on.</summary>
    public void End(long offset, long time, PayloadSink sink)
    {
        if (!started) return;
        (end, ends) = (offset, true);
        Finish(time, sink);
    }

    private void Finish(long time, PayloadSink sink)
    {
        if (!ends || expected < end) return;
        ends = false;
        sink.End(client, time);
    }

    private void Deliver(long offset, int length, ReadOnlySpan<byte> captured, long time, PayloadSink sink)
    {
        long known = expected - offset;
        if (known >= length) return;
        expected = offset + length;
        ReadOnlySpan<byte> fresh = known < captured.Length ? captured[(int)known..] : default;
        if (fresh.Length > 0) sink.Bytes(client, offset + known, fresh, time);
        long missing = length - Math.Max(known, captured.Length);
        if (missing > 0) sink.Gap(client, expected - missing, missing, time);
    }

    private void DeliverWaiting(long time, PayloadSink sink)
    {
        while (waiting.Count > 0 && waiting[0].Offset <= expected)
        {
            Waiting next = waiting[0];
            waiting.RemoveAt(0);
            waitingBytes -= next.Captured;
            Deliver(next.Offset, next.Length, next.Bytes.AsSpan(0, next.Captured), time, sink);
            Release(next);
        }
    }

    private void Keep(long offset, int length, ReadOnlySpan<byte> captured)
    {
        int at = waiting.Count;
        while (at > 0 && waiting[at - 1].Offset > offset) at--;
        byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(1, captured.Length));
        captured.CopyTo(copy);
        waiting.Insert(at, new Waiting(offset, length, copy, captured.Length));
        waitingBytes += captured.Length;
        budget.Take(copy.Length);
    }

    private void Release(Waiting segment)
    {
        budget.Return(segment.Bytes.Length);
        ArrayPool<byte>.Shared.Return(segment.Bytes);
    }

    private void SkipHole(long time, PayloadSink sink)
    {
        long missing = waiting[0].Offset - expected;
        if (missing > 0)
        {
            long from = expected;
            expected = waiting[0].Offset;
            sink.Gap(client, from, missing, time);
        }
        DeliverWaiting(time, sink);
    }
}
