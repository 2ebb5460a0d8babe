namespace LoadProbe.Capture;

/// <summary>Ranges of a stream that were jumped over, as offsets, at most <see cref="Most"/>; more are treated as never to be filled.</summary>
internal sealed class HoleList
{
    private const int Most = 16;
    private Hole[] holes = [];
    private int count;

    private struct Hole
    {
        public long From, To, Opened;
    }

    public bool Any => count > 0;

    public void Clear() => count = 0;

    public void Open(long from, long to, long time)
    {
        if (count == Most) return;
        if (holes.Length == 0) holes = new Hole[Most];
        holes[count++] = new Hole { From = from, To = to, Opened = time };
    }

    /// <summary>True when the range has bytes that were missing, with the longest time one of them was missed.</summary>
    public bool TryFill(long from, long to, long time, out long missed)
    {
        missed = 0;
        bool filled = false;
        for (int i = count - 1; i >= 0; i--)
        {
            ref Hole hole = ref holes[i];
            if (to <= hole.From || from >= hole.To) continue;
            filled = true;
            missed = Math.Max(missed, time - hole.Opened);
            if (from <= hole.From && to >= hole.To) Remove(i);
            else if (from <= hole.From) hole.From = to;
            else
            {
                long end = hole.To;
                hole.To = from;
                if (to < end) Open(to, end, hole.Opened);
            }
        }
        return filled;
    }

    /// <summary>What the receiver acknowledged it has: the hole is the capture's, not the network's.</summary>
    public void Acknowledge(long offset)
    {
        for (int i = count - 1; i >= 0; i--)
            if (holes[i].To <= offset) Remove(i);
    }

    private void Remove(int index) => holes[index] = holes[--count];
}
